"""Mail that services post to us, always as it came (raw MIME): what they parsed themselves is never in its place.

Postmark: JSON with `RawEmail` (https://postmarkapp.com/developer/webhooks/inbound-webhook), known by the secret in its address. Mailgun: a
route to an address that ends in `mime`, field `body-mime`, signed (https://documentation.mailgun.com, Receive HTTP). SendGrid: Inbound Parse
with "POST the raw, full MIME message", field `email`, known by the secret in its address. `raw`: the mail itself as the body, signed as
Standard Webhooks describe, for everything else (a pipe of a mail server, a worker of another service).

Amazon SES is not here: its SNS action carries at most 150 KB and sends the rest back, and photographs are larger; point it at a mailbox.
"""

import contextlib
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from makegood.apps.inbox.ports import MOST_BYTES, Came
from makegood.apps.inbox.reading.verdict import aligned
from makegood.base.webhooks import verify
from makegood.kernel.refusal import Refusal

MOST_FIELDS = 200


def came(service: str, *, key: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Came:
    """The mail in a message. Refuses `signature_missing`, `signature_wrong`, `message_too_old`, `message_unreadable`, `raw_missing`."""
    if len(body) > MOST_BYTES * 4 // 3 + 1_000_000:
        raise Refusal("message_too_large", "This message is too large.", f"Send up to {MOST_BYTES} bytes.", status=413)
    if service == "raw":
        verify(key, headers, body, now=now)
        return Came(body, now, {})
    try:
        if service == "postmark":
            return _postmark(body, now)
        fields = form_of(headers.get("Content-Type", ""), body)
        return _mailgun(fields, key, now) if service == "mailgun" else _sendgrid(fields, now)
    except (ValueError, KeyError, TypeError, AttributeError, LookupError):
        raise Refusal("message_unreadable", "This message can't be read.", "Send what the service sends.", status=400) from None


def _raw(content: bytes | None) -> bytes:
    if content is None:
        raise Refusal(
            "raw_missing", "The mail itself is not in this message, only what the service read in it.",
            "Switch on the raw message at the service: see the steps under Mail that comes in.", status=422,
        )  # fmt: skip
    return content


def _postmark(body: bytes, now: datetime) -> Came:
    told: Any = json.loads(body)
    raw = told.get("RawEmail")
    to = str(told.get("OriginalRecipient") or "")[:254]
    return Came(_raw(raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else None), now, {"to": to} if to else {})


def _mailgun(fields: Mapping[str, bytes], key: str, now: datetime) -> Came:
    """HMAC-SHA256 of timestamp and token under the account's signing key. The signature does not cover the mail: the secret in the address and
    TLS do, and what was taken once is not taken again."""
    at, token, given = (fields.get(name, b"").decode("ascii", "replace") for name in ("timestamp", "token", "signature"))
    wanted = hmac.new(key.encode(), f"{at}{token}".encode("ascii", "replace"), hashlib.sha256).hexdigest()
    if not key or not token or not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace")):
        raise Refusal("signature_wrong", "The signature does not fit this message.", "Check the signing key on both sides.", status=401)
    to = fields.get("recipient", b"").decode("utf-8", "replace")[:254]
    return Came(_raw(fields.get("body-mime")), now, {"to": to} if to else {})


def _sendgrid(fields: Mapping[str, bytes], now: datetime) -> Came:
    told: dict[str, object] = {}
    envelope: Any = json.loads(fields.get("envelope", b"{}"))
    to = envelope.get("to") or [""]
    if isinstance(to, list) and to and isinstance(to[0], str) and to[0]:
        told["to"] = to[0][:254]
    raw = _raw(fields.get("email"))
    if _stands_behind(fields, raw, str(envelope.get("from") or "")):
        told["verified"] = "pass"
    with contextlib.suppress(ValueError):
        told["spam"] = float(fields.get("spam_score", b"0").decode() or 0) >= 5.0  # SpamAssassin's own threshold
    return Came(raw, now, told)


def _stands_behind(fields: Mapping[str, bytes], raw: bytes, envelope_from: str) -> bool:
    """A DKIM signature of the sender's domain passed (`{@example.com : pass}`), or SPF for it."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    sender = re.search(r"(?im)^from:.*?@([a-z0-9.-]+)", head)
    if sender is None:
        return False
    signed = re.findall(r"@([a-z0-9.-]+)\s*:\s*pass\b", fields.get("dkim", b"").decode("utf-8", "replace").lower())
    if any(aligned(one, sender[1]) for one in signed):
        return True
    return fields.get("SPF", b"").strip().lower() == b"pass" and aligned(envelope_from.rpartition("@")[2], sender[1])


def form_of(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a posted form, as bytes: of each name the last. Django's own reader takes no field of this size. Raises ValueError."""
    if content_type.lower().startswith("application/x-www-form-urlencoded"):
        pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1", max_num_fields=MOST_FIELDS)
        return {name: value.encode("latin-1") for name, value in pairs}
    found = re.search(r'boundary="?([^";\s]{1,100})"?', content_type)
    if not content_type.lower().startswith("multipart/form-data") or found is None:
        raise ValueError("no form")
    fields: dict[str, bytes] = {}
    pieces = (b"\r\n" + body).split(b"\r\n--" + found[1].encode())
    if len(pieces) > MOST_FIELDS:
        raise ValueError("too many fields")
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            break
        head, gap, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        named = re.search(rb'(?i)\bname="([^"]{1,100})"', head)
        if gap and named:
            fields[named[1].decode("utf-8", "replace")] = content
    return fields
