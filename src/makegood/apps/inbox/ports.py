"""What the outside must serve for mail that comes in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_BYTES = 50_000_000  # of one mail, attachments in base64 included: the largest that common services deliver


@dataclass(frozen=True, slots=True)
class Came:
    """One mail as it was handed to us. `arrived_at`: when the receiving server had it. `problem`: words.UNREAD, where it is not all there.

    `told`: what a service says beside it: {"to": the address it was for, "verified": words.VERIFIED, "spam": true or false}; what is not said
    is not there.
    """

    raw: bytes
    arrived_at: datetime
    told: dict[str, object]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder was read: its UIDVALIDITY and the highest UID (RFC 3501 2.3.1.1). 0: never."""

    validity: int = 0
    last_uid: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a mailbox found. `signs_as`: the authserv-id in its newest mails (RFC 8601); "" where there is none."""

    position: Position
    waiting: int
    signs_as: str = ""


class MailboxPort(Protocol):
    """A mailbox that is asked. Raises MailboxFailed."""

    def look(self, known: Position) -> Looked:
        """Is it there, may we in, is there something? Nothing is fetched, marked or moved."""

    def fetch(self, known: Position, take: Callable[[Came, Position], None], *, most: int = 50) -> int:
        """Each mail behind `known`, oldest first: `take` keeps it for good, and only then it is marked or moved. How many."""


class MailboxFailed(Exception):
    """`code`: words.MAILBOX_PROBLEMS; `detail`: the server's own words, one line. Its text is both, as a Mailbox keeps it."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = " ".join("".join(letter if letter.isprintable() else " " for letter in detail).split())[:120]
        super().__init__(f"{code}: {self.detail}" if self.detail else code)
