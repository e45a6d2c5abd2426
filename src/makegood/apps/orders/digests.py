"""Keyed digests by which an order is found without keeping the words in clear in an index."""

import hashlib
import hmac
import re

from django.conf import settings


def number_key(number: str) -> str:
    """An order number as people type it, folded: `#1001`, ` 1001 ` and `1001` are one."""
    return re.sub(r"[\s#]+", "", number).casefold()[:60]


def contact_digest(text: str) -> str:
    """HMAC-SHA-256 of an e-mail address or postcode, folded (spaces, case); empty for empty."""
    folded = re.sub(r"\s+", "", text).casefold()
    if not folded:
        return ""
    return hmac.new(settings.MAKEGOOD_LOOKUP_KEY.encode(), f"contact:{folded}".encode(), hashlib.sha256).hexdigest()
