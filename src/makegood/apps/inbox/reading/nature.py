"""Who wrote a mail: a person, or a machine that must not be answered (RFC 3834, RFC 3464, RFC 5965)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from typing import Any

from makegood.apps.inbox.reading.letter import Letter, all_of, content_of, decoded

_AWAY = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of office|automatische antwort|abwesenheit|réponse automatique|"
    r"risposta automatica|respuesta automática|automatisch antwoord|autosvar|automatisk svar|odpowiedź automatyczna|automatyczna odpowiedź)\b",
    re.I,
)
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)@", re.I)
_STATUS = re.compile(r"^(?:status)\s*:\s*([245])\.(\d{1,3})\.(\d{1,3})", re.I | re.M)
_ACTION = re.compile(r"^action\s*:\s*(\w+)", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells of a mail of ours. `kind`: bounce, complaint or delay; `ids`: text in which that mail's Message-ID stands."""

    kind: str
    final: bool
    ids: str
    detail: str = ""


def nature_of(letter: Letter, *, our_domain: str) -> str:
    """words.NATURES but `own`, which only who knows our ids can tell. `our_domain`: of the shop's inbox: a list of its own is its inbox.

    `auto-generated` alone is no sign: a shop's own contact form says so of what customers wrote.
    """
    head = letter.headers
    kind = head.get_content_type() if head.keys() else ""
    submitted = all_of(head, "Auto-Submitted").lower()
    if kind == "multipart/report" or (_DAEMON.match(letter.from_address) and _is_from_nobody(head)):
        return "report"
    if submitted.startswith("auto-replied") or head.get("X-Autoreply") or head.get("X-Autorespond") or _AWAY.match(letter.subject):
        return "auto"
    if all_of(head, "Precedence").lower().strip() in ("auto_reply", "auto-reply"):
        return "auto"
    lists = all_of(head, "List-Id").lower()
    bulk = all_of(head, "Precedence").lower().strip() in ("bulk", "list", "junk") or head.get("List-Unsubscribe")
    if (lists or bulk) and not (our_domain and our_domain.lower() in lists):
        return "list"
    return "person"


def _is_from_nobody(head: Message) -> bool:
    back = all_of(head, "Return-Path").strip()
    return back in ("", "<>")


def report_of(letter: Letter) -> Report | None:
    """None where it is no report, or none that can be read."""
    if not letter.headers.keys():
        return None
    parts = list(_parts(letter.headers))
    ids = " ".join(_ids(parts, letter))
    if (
        letter.headers.get_content_type() == "multipart/report"
        and str(letter.headers.get_param("report-type", "")).lower() == "feedback-report"
    ):
        return Report("complaint", True, ids)
    told = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    text = told.as_string()[:20_000] if told is not None else letter.whole[:20_000]
    action, status = _ACTION.search(text), _STATUS.search(text) or re.search(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b", letter.whole[:20_000])
    if action and action[1].lower() in ("delayed", "delivered", "relayed", "expanded"):
        return Report("delay", False, ids)
    detail = ".".join(status.groups()) if status else ""
    return Report("bounce", bool(status) and status[1] == "5" if status else True, ids, detail)


def _parts(message: Message, depth: int = 0) -> Iterable[Message]:
    yield message
    if message.is_multipart() and depth < 6:
        inside: Any = message.get_payload()
        for one in inside[:50]:
            if isinstance(one, Message):
                yield from _parts(one, depth + 1)


def _ids(parts: list[Message], letter: Letter) -> Iterable[str]:
    """Where the Message-ID of the mail that came back may stand: its head, which reports bring along, and what they answer to."""
    for part in parts[1:]:
        yield all_of(part, "Message-ID", "Original-Message-ID")
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822"):
            yield decoded(content_of(part)[:20_000], "")
    yield letter.references
