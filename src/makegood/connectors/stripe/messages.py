"""Stripe's messages: who signed them, and what they are about.

Stripe-Signature: `t=SECONDS,v1=HEX,v1=HEX...`, HMAC-SHA256 under the endpoint's secret over `t.body`; several v1 while a secret is rolled.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from makegood.apps.settlement.ports import Told
from makegood.connectors.stripe.client import MARK
from makegood.kernel.refusal import Refusal

TOLERANCE_S = 300
REFUNDS = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")
DISPUTES = "charge.dispute."


def sign(secret: str, body: bytes, *, at: int) -> str:
    return hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Refuses `signature_missing`, `signature_wrong` and, outside five minutes around `now`, `message_too_old`."""
    parts = [part.partition("=")[::2] for part in headers.get("Stripe-Signature", "")[:2000].split(",")]
    times = [value.strip() for name, value in parts if name.strip() == "t"]
    given = [value.strip() for name, value in parts if name.strip() == "v1"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) < 16) or not given:
        raise Refusal("signature_missing", "This message is not signed.", "Send it with Stripe-Signature.", status=401)
    wanted = sign(secret, body, at=int(times[0])).encode()
    if not any(hmac.compare_digest(wanted, one.encode()) for one in given):
        raise Refusal(
            "signature_wrong", "The signature does not fit this message.", "Check the endpoint's secret on both sides.", status=401
        )
    if abs(now.timestamp() - int(times[0])) > TOLERANCE_S:
        raise Refusal("message_too_old", "This message is too old to be taken.", "Sign it anew when it is sent again.", status=401)


def told(body: bytes) -> Told:
    """Refuses `message_unreadable` where there is no event with an id."""
    try:
        event: Any = json.loads(body)
        event_id, kind, thing = event["id"], event["type"], event["data"]["object"]
        known = all(isinstance(one, str) for one in (event_id, kind)) and isinstance(thing, dict) and 0 < len(event_id) <= 120
    except (ValueError, KeyError, TypeError):
        known = False
    if not known or "\0" in event_id:
        raise Refusal("message_unreadable", "This is no event.", "Send an event with its id, type and object.", status=400)
    marks = thing.get("metadata")
    if kind in REFUNDS:
        return Told(event_id, key=_text(marks.get(MARK)) if isinstance(marks, dict) else "")
    return Told(event_id, dispute=_text(thing.get("id")) if kind.startswith(DISPUTES) else "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) and "\0" not in value and len(value) <= 120 else ""
