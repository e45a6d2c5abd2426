"""What must not lie open in the database: sealed with Fernet under MAKEGOOD_SECRET_KEYS, each purpose with keys of its own.

The newest key seals, every key opens, so that a new key in front needs no other step. Who may open is few: a test names them.
"""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unsealable(Exception):
    """None of today's keys opens it: the key it was sealed with is gone, or it was changed."""


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hmac.digest(key.encode(), f"makegood.seal.{purpose}".encode(), "sha256"))) for key in keys]
    )


def seal(text: str, *, purpose: str) -> str:
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Raises Unsealable."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        raise Unsealable(purpose) from None
