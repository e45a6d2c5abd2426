"""Keyed digests by which something is found without standing in clear in an index."""

import hashlib
import hmac
import re

from django.conf import settings


def code_key(code: str) -> str:
    """HMAC-SHA-256 of a code as people type it: case, hyphens and spaces do not count."""
    folded = re.sub(r"[^0-9A-Z]", "", code.upper())
    return hmac.new(settings.MAKEGOOD_LOOKUP_KEY.encode(), f"credit:{folded}".encode(), hashlib.sha256).hexdigest()
