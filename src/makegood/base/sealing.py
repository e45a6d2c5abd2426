"""Secrets of other parties, kept sealed: Fernet over MAKEGOOD_SECRET_KEYS (the newest seals, each of them opens)."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from makegood.kernel.refusal import Refusal


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"makegood.sealing:" + key.encode()).digest())) for key in keys])


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Called only where a connector is made (`wiring`). Refuses `secret_unreadable` where the key that sealed it is gone."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Refusal(
            "secret_unreadable", "The stored secret can't be read: the key that sealed it is gone.",
            "Put the old key back into MAKEGOOD_SECRET_KEYS, or type the secret anew.", status=409,
        ) from None  # fmt: skip
