"""A mail's bytes as plain facts. Whatever is wrong with them, there is a Letter, and it says what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from makegood.apps.inbox.reading.cut import new_of
from makegood.apps.inbox.reading.html import text_of_html
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.text import storable

MOST_PARTS, MOST_SEPARATORS, DEEPEST = 200, 5_000, 20
LONGEST = 200_000  # letters that are kept of a text
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To", "Resent-To")


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment: its place in the mail, its name and type as the mail says them, its bytes."""

    position: int
    name: str
    media_type: str
    content: bytes
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """`references`: the ids that it answers to; `recipients`: every header that may hold an address of ours; `text`: what is new, `whole`: all.

    `problem`: words.UNREAD. `headers`: as they came, for what is told from them alone.
    """

    message_id: str = ""
    references: str = ""
    recipients: str = ""
    from_name: str = ""
    from_address: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    whole: str = ""
    parts: tuple[Part, ...] = ()
    problem: str = ""
    headers: Message = field(default_factory=Message)


def read(raw: bytes) -> Letter:
    """Raises nothing."""
    if not raw.strip():
        return Letter(problem="empty")
    if raw.count(b"\n--") > MOST_SEPARATORS:  # each may begin a part, and each part is an object: nobody writes such a mail
        return _head_only(raw, "too_many_parts")
    try:
        return _read(message_from_bytes(raw))
    except RecursionError:
        return _head_only(raw, "too_deep")
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError):  # faults of the parser at what nobody foresaw
        return _head_only(raw, "unreadable")


def _head_only(raw: bytes, problem: str) -> Letter:
    head, _, rest = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    try:
        message = message_from_bytes(head[:200_000] + b"\n\n")
        shown = decoded(rest[:20_000], "")
        return Letter(**_of_head(message), text=shown, whole=shown, problem=problem, headers=message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Letter(whole=decoded(raw[:20_000], ""), problem=problem)


def _read(message: Message) -> Letter:
    plain: list[str] = []
    rich: list[str] = []
    parts: list[Part] = []
    problem = ""
    for position, (part, depth, is_alternative) in enumerate(_leaves(message)):
        if position >= MOST_PARTS or depth > DEEPEST:
            problem = "too_many_parts" if position >= MOST_PARTS else "too_deep"
            break
        kind, name = part.get_content_type(), text_of_header(part.get_filename() or "")
        shown = part.get_content_disposition() != "attachment" and not name
        if kind in ("text/plain", "text/html") and shown and (is_alternative or not (rich if kind == "text/html" else [])):
            (plain if kind == "text/plain" else rich).append(decoded(content_of(part), part.get_content_charset("")))
        else:
            inline = part.get_content_disposition() == "inline" or bool(part.get("Content-ID"))
            parts.append(Part(position, name[:200], kind[:100], content_of(part), inline))
    whole = "\n\n".join(one.strip("\n") for one in plain).strip() or "\n\n".join(text_of_html(one) for one in rich).strip()
    new = (
        new_of(whole) if any(one.strip() for one in plain) else new_of("\n\n".join(text_of_html(one, quotes=False) for one in rich).strip())
    )
    head = _of_head(message)
    if not problem and not head["from_address"]:
        problem = "no_sender"
    if not problem and not whole and not parts:
        problem = "no_words"
    return Letter(**head, text=fit(new or whole), whole=fit(whole), parts=tuple(parts), problem=problem, headers=message)


def _leaves(message: Message, depth: int = 0, is_alternative: bool = False) -> Iterator[tuple[Message, int, bool]]:
    """Parts that hold something; a mail within the mail is one of them."""
    if not message.is_multipart() or message.get_content_type() == "message/rfc822" or depth > DEEPEST + 1:
        yield message, depth, is_alternative
        return
    for one in message.get_payload():
        if isinstance(one, Message):
            yield from _leaves(one, depth + 1, message.get_content_type() == "multipart/alternative")


def content_of(part: Message) -> bytes:
    """Its bytes; what can't be decoded as it says stays as it came."""
    if part.is_multipart():  # a mail within the mail
        try:
            return b"".join(one.as_bytes() for one in part.get_payload() if isinstance(one, Message))
        except (UnicodeError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return b""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")


def decoded(content: bytes, charset: str) -> str:
    """As it says it is written; where that can't be, as UTF-8, and then as Windows-1252, which takes nearly everything."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            return content.decode(name).replace("\r\n", "\n").replace("\r", "\n") if name else content.decode("utf-8").replace("\r\n", "\n")
        except (UnicodeError, LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace").replace("\r\n", "\n")


def fit(text: str) -> str:
    return storable(text)[:LONGEST]


def text_of_header(value: object) -> str:
    """A header's words in one line, encoded words (RFC 2047) read; no line break survives."""
    raw = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        found = str(make_header(decode_header(raw)))
    except (HeaderParseError, UnicodeError, LookupError, ValueError, TypeError):
        found = raw
    return " ".join("".join(letter if letter.isprintable() else " " for letter in storable(found)).split())


def all_of(message: Message, *names: str) -> str:
    return " ".join(text_of_header(value) for name in names for value in (message.get_all(name) or [])[:30])[:20_000]


def _of_head(message: Message) -> dict[str, Any]:
    name, address = _sender(message)
    return {
        "message_id": re.sub(r"\s+", "", all_of(message, "Message-ID"))[:400], "references": all_of(message, "In-Reply-To", "References"),
        "recipients": all_of(message, *_TO), "from_name": name[:200], "from_address": address[:254],
        "subject": all_of(message, "Subject")[:400], "sent_at": _moment(message),
    }  # fmt: skip


def _sender(message: Message) -> tuple[str, str]:
    """Who is to be answered: From, nothing else. A Reply-To may name anybody, and so may a Sender."""
    found = getaddresses([str(value).replace("\n", " ").replace("\r", " ") for value in (message.get_all("From") or [])[:1]])
    name, address = next(((name, address) for name, address in found if "@" in address), ("", ""))
    return text_of_header(name), "".join(text_of_header(address).split())


def _moment(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def sameness_of(raw: bytes) -> str:
    """By which a mail is known again, though it came by another way: its Message-ID and everything behind its head; without an id all of it.

    Never the id alone: whoever knows one could keep the real mail out with it.
    """
    head, gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    found = re.search(rb"(?im)^message-id:[ \t]*(?:\n[ \t]+)?(<[^>\n]+>)", head)
    sender = re.search(rb"(?im)^from:(.*(?:\n[ \t].*)*)", head)
    if found is None or not gap:
        return digest_of_bytes(raw)
    return digest_of_bytes(b"\0".join((found[1], b" ".join((sender[1] if sender else b"").split()), body.strip())))
