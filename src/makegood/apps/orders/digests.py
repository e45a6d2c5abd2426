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


_CODE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no look-alikes


def gift_code(public_id: str) -> str:
    """The code for the packing slip of a present, such as G7KM-2QPX-RT: made from the order again each time, kept nowhere. 49 bits."""
    number = int.from_bytes(hmac.new(settings.MAKEGOOD_LOOKUP_KEY.encode(), f"gift:{public_id}".encode(), hashlib.sha256).digest(), "big")
    letters = ""
    for _ in range(10):
        number, rest = divmod(number, len(_CODE))
        letters += _CODE[rest]
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def folded_code(text: str) -> str:
    """As people type it: case, hyphens and spaces do not count."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())
