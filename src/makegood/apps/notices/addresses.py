"""Addresses that mails do not reach, told apart without being kept."""

import hashlib
import hmac

from django.conf import settings


def address_key(address: str) -> str:
    """HMAC-SHA-256 of an e-mail address, folded; "" for ""."""
    folded = "".join(address.split()).casefold()
    return hmac.new(settings.MAKEGOOD_LOOKUP_KEY.encode(), f"mail:{folded}".encode(), hashlib.sha256).hexdigest() if folded else ""
