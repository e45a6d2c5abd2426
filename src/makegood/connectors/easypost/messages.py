"""EasyPost's messages: signed with HMAC-SHA256 over the body as it came (header X-Hmac-Signature), about one tracker."""

import hashlib
import hmac
import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from makegood.kernel.refusal import Refusal

HEADER, PREFIX = "X-Hmac-Signature", "hmac-sha256-hex="


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    kind: str
    tracker: str
    tracking_number: str


def signature(secret: str, body: bytes) -> str:
    """The secret is taken in its NFKD form, as EasyPost does."""
    key = unicodedata.normalize("NFKD", secret).encode()
    return PREFIX + hmac.new(key, body, hashlib.sha256).hexdigest()


def verify(secret: str, given: str, body: bytes) -> None:
    """Refuses `signature_missing`, `signature_wrong`. The message bears no time of signing: the same one twice is told apart by its id."""
    if not 0 < len(given) < 200:
        raise Refusal("signature_missing", "This message is not signed.", "Set a webhook secret at EasyPost.", status=401)
    if not hmac.compare_digest(signature(secret, body).encode(), given.encode("utf-8", "replace")):
        raise Refusal("signature_wrong", "The signature does not fit this message.", "Check the secret on both sides.", status=401)


def read(body: bytes) -> Message:
    """Refuses `message_unreadable`. What it does not name is empty."""
    try:
        found: Any = json.loads(body)
        result = found["result"] if isinstance(found.get("result"), dict) else {}
        message_id = found["id"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refusal(
            "message_unreadable", "This message can't be read.", "Send it as EasyPost documents its events.", status=400
        ) from None
    if not isinstance(message_id, str) or not 0 < len(message_id) <= 64 or not message_id.isprintable():
        raise Refusal("message_unreadable", "This message has no id.", "Send it as EasyPost documents its events.", status=400)
    names = [found.get("description"), result.get("id"), result.get("tracking_code")]
    kind, tracker, number = (one if isinstance(one, str) and len(one) <= 64 and one.isprintable() else "" for one in names)
    return Message(message_id, kind, tracker if result.get("object") == "Tracker" else "", number)
