"""MailboxPort over IMAP. Nothing is deleted: a mail is marked as read, moved, or left as it is, and only after it was kept.

A mail is fetched with PEEK, so that looking changes nothing. What is larger than we take is kept by its head, says so, and stays unmarked.
"""

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from typing import Any

from makegood.apps.inbox.ports import MOST_BYTES, Came, Looked, MailboxFailed, Position
from makegood.apps.inbox.reading.verdict import signed_as
from makegood.base.points import point

STEP_S = 20.0  # the longest silence
_HEAD = b"BODY[HEADER]"


@dataclass(frozen=True, slots=True)
class Box:
    """`security`: tls (from the first byte), starttls or none. `done_with`: seen, move (to `done_folder`) or leave. `since`: by the
    server's day; what came before is not seen: who connects a mailbox does not want its last ten years answered."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    done_with: str = "seen"
    done_folder: str = ""
    since: date | None = None


class ImapMailbox:
    """One connection for each look."""

    def __init__(self, box: Box, *, step_s: float = STEP_S, most_bytes: int = MOST_BYTES) -> None:
        self.box, self.step_s, self.most_bytes = box, step_s, most_bytes

    def look(self, known: Position) -> Looked:
        with self._opened(readonly=True) as (talk, validity):
            if self.box.done_with == "move" and not talk.folder_exists(self.box.done_folder):
                raise MailboxFailed("done_folder_missing")
            uids = self._new(talk, known, validity)
            newest = max(talk.search(["ALL"]), default=0)
            signs_as = ""
            if newest:
                head = talk.fetch([newest], ["BODY.PEEK[HEADER]"]).get(newest, {}).get(_HEAD, b"")
                signs_as = signed_as(message_from_bytes(head))
            return Looked(Position(validity, known.last_uid if known.validity == validity else 0), len(uids), signs_as)

    def fetch(self, known: Position, take: Callable[[Came, Position], None], *, most: int = 50) -> int:
        taken = 0
        with self._opened(readonly=self.box.done_with == "leave") as (talk, validity):
            for uid in self._new(talk, known, validity)[:most]:
                came = self._mail(talk, uid)
                position = Position(validity, uid)
                if came is None:  # taken away by somebody else meanwhile
                    continue
                take(came, position)
                point("imap.before_mark")
                taken += 1
                if came.problem != "too_large":
                    self._mark(talk, uid)
        return taken

    def _new(self, talk: Any, known: Position, validity: int) -> list[int]:
        """`n:*` names the last mail even where it is older (RFC 3501 6.4.8): those are left out."""
        last = known.last_uid if known.validity == validity else 0
        asked: list[Any] = ["UID", f"{last + 1}:*", *(["SINCE", self.box.since] if self.box.since else [])]
        return sorted(uid for uid in talk.search(asked) if uid > last)

    def _mail(self, talk: Any, uid: int) -> Came | None:
        about = talk.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
        if about is None:
            return None
        at = about.get(b"INTERNALDATE")
        arrived = (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)) if at is not None else datetime.now(UTC)
        if about.get(b"RFC822.SIZE", 0) > self.most_bytes:
            head = talk.fetch([uid], ["BODY.PEEK[HEADER]"]).get(uid, {}).get(_HEAD, b"")
            return Came(head, arrived, {}, "too_large")
        found = talk.fetch([uid], ["BODY.PEEK[]"]).get(uid, {})
        return Came(found[b"BODY[]"] or b"", arrived, {}) if b"BODY[]" in found else None

    def _mark(self, talk: Any, uid: int) -> None:
        if self.box.done_with == "seen":
            talk.add_flags([uid], [b"\\Seen"], silent=True)
        elif self.box.done_with == "move":
            if talk.has_capability("MOVE"):
                talk.move([uid], self.box.done_folder)
            else:  # a copy, and the first stays, marked as read: nothing is deleted by us
                talk.copy([uid], self.box.done_folder)
                talk.add_flags([uid], [b"\\Seen"], silent=True)

    @contextlib.contextmanager
    def _opened(self, *, readonly: bool) -> Iterator[tuple[Any, int]]:
        from imapclient.exceptions import IMAPClientError

        talk: Any = None
        try:
            talk = self._connected()
            found = talk.select_folder(self.box.folder, readonly=readonly)
            yield talk, int(found.get(b"UIDVALIDITY", 0))
        except IMAPClientError as error:
            raise _failure(error) from None
        except (OSError, EOFError, ValueError, UnicodeError) as error:
            raise _failure(error) from None
        finally:
            if talk is not None:
                with contextlib.suppress(IMAPClientError, OSError, EOFError, ValueError):
                    talk.logout()
                with contextlib.suppress(IMAPClientError, OSError, EOFError, ValueError, AttributeError):
                    talk.shutdown()

    def _connected(self) -> Any:
        from imapclient import IMAPClient
        from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError

        tls = ssl.create_default_context()
        try:
            talk = IMAPClient(
                self.box.host, port=self.box.port, ssl=self.box.security == "tls", ssl_context=tls if self.box.security == "tls" else None,
                timeout=self.step_s, use_uid=True,
            )  # fmt: skip
        except IMAPClientError as error:
            raise MailboxFailed("not_imap", str(error)) from None
        try:
            talk.normalise_times = False
            if self.box.security == "starttls":
                try:
                    talk.starttls(tls)
                except CapabilityError:
                    raise MailboxFailed("tls_not_offered") from None
            if talk.has_capability("LOGINDISABLED"):
                raise MailboxFailed("login_in_clear")
            try:
                talk.login(self.box.user, self.box.password)
            except LoginError:
                raise MailboxFailed("login_refused") from None  # its words may hold what was sent
        except BaseException:
            with contextlib.suppress(IMAPClientError, OSError, EOFError, ValueError, AttributeError):
                talk.shutdown()
            raise
        return talk


def _failure(error: Exception) -> MailboxFailed:
    """The code for what the library, ssl or the socket said; the first that fits."""
    if isinstance(error, MailboxFailed):
        return error
    said = str(error)
    if "select failed" in said.lower() or "examine failed" in said.lower():
        return MailboxFailed("folder_missing", said)
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailboxFailed("certificate_wrong", error.verify_message)
    kinds: list[tuple[type[Exception], str]] = [
        (socket.gaierror, "no_such_host"), (ConnectionRefusedError, "connection_refused"), (TimeoutError, "timed_out"), (ssl.SSLError, "tls_failed"),
        (ConnectionResetError, "hung_up"), (BrokenPipeError, "hung_up"), (EOFError, "hung_up"), (OSError, "unreachable"),
    ]  # fmt: skip
    found = next((name for kind, name in kinds if isinstance(error, kind)), "not_taken")
    if found == "not_taken" and ("EOF" in said or "closed" in said.lower()):
        found = "hung_up"
    return MailboxFailed(found, said if found == "not_taken" else "")
