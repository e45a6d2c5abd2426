"""Codes that a person types: six digits of an app (RFC 6238), and the words for the day when it is gone. Pure: the moment is given.

The library's own check is not enough here: it knows neither the step before (a slow thumb) nor which code was taken already.
"""

import base64
import hashlib
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_S, DIGITS = 30, 6  # what every app takes without being told (RFC 6238, 5.2)
EARLIER_OR_LATER = 1  # steps: RFC 6238, 5.2 recommends at most one, for the way and for clocks that differ
RECOVERY_CODES = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nobody reads a letter as another


def new_app_secret() -> str:
    """160 random bits (RFC 4226, R6), in base 32 as apps want it typed."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def _app(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_S)  # HMAC-SHA1 is what the apps speak


def app_address(secret: str, *, account: str, issuer: str) -> str:
    """The `otpauth://` address that stands in the picture."""
    return _app(secret).get_provisioning_uri(account, issuer)


def code_at(secret: str, now: datetime) -> str:
    return _app(secret).generate(int(now.timestamp())).decode()


def step_of_code(secret: str, typed: str, *, now: datetime, after: int) -> int | None:
    """The step of time whose code this is, younger than `after` (the last one taken); None where it is no such code."""
    digits = "".join(typed.split())
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    app, here = _app(secret), int(now.timestamp()) // STEP_S
    for step in range(here - EARLIER_OR_LATER, here + EARLIER_OR_LATER + 1):
        if bytes_eq(app.generate(step * STEP_S), digits.encode()) and step > after:
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Each of 80 random bits, so that a plain digest of it can't be turned back: XXXX-XXXX-XXXX-XXXX."""
    return ["-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(RECOVERY_CODES)]


def is_recovery(typed: str) -> bool:
    return len(_plain(typed)) == 16


def digest_of_recovery(typed: str) -> str:
    """However it is typed: spaces, dashes, small letters, an O for a zero."""
    return hashlib.sha256(f"makegood.recovery:{_plain(typed)}".encode()).hexdigest()


def _plain(typed: str) -> str:
    return "".join(one for one in typed.upper() if one.isalnum()).translate(str.maketrans("OIL", "011"))
