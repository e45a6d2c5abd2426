"""Signed messages between servers, after the Standard Webhooks specification (version 1.0.0, symmetric `v1`)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from makegood.kernel.refusal import Refusal

TOLERANCE_S = 300
PREFIX = "whsec_"


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()


def sign(secret: str, *, message_id: str, at: int, body: bytes) -> str:
    """The webhook-signature of one message: HMAC-SHA256 over `id.timestamp.body`."""
    signed = b".".join((message_id.encode(), str(at).encode(), body))
    return "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
    """The message's id. Refuses `signature_missing`, `signature_wrong` and, outside five minutes around `now`, `message_too_old`."""
    message_id, at, given = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not (0 < len(message_id) <= 120 and at.isascii() and at.isdigit() and len(at) < 16 and 0 < len(given) < 2000):
        raise Refusal("signature_missing", "This message is not signed.", "Send it as Standard Webhooks describes.", status=401)
    wanted = sign(secret, message_id=message_id, at=int(at), body=body).encode()
    if not any(hmac.compare_digest(wanted, one.encode()) for one in given.split(" ")):
        raise Refusal("signature_wrong", "The signature does not fit this message.", "Check the secret on both sides.", status=401)
    if abs(now.timestamp() - int(at)) > TOLERANCE_S:
        raise Refusal("message_too_old", "This message is too old to be taken.", "Sign it anew when it is sent again.", status=401)
    return message_id
