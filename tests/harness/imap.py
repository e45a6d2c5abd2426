"""A small IMAP server for tests, after RFC 3501 (and MOVE, RFC 6851), in a thread, with the faults that a mailbox can have.

What it says is held against two readers that are not ours: Python's imaplib and IMAPClient (tests/inbox/test_imap.py).
"""

import re
import shlex
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.harness.smtp import _server_context

USER, PASSWORD = "returns@shop.example", "open-sesame-42"


@dataclass
class Mail:
    uid: int
    raw: bytes
    at: datetime
    flags: set[str] = field(default_factory=set)


@dataclass
class Post:
    """What lies in the mailbox. `dies_at`: it hangs up in the middle of sending this uid, once. `asked`: every command that came."""

    folders: dict[str, list[Mail]] = field(default_factory=lambda: {"INBOX": [], "Read": []})
    validity: int = 7
    next_uid: int = 1
    starttls: bool = False
    capabilities: str = "IMAP4rev1 MOVE"
    dies_at: int = 0
    asked: list[str] = field(default_factory=list)

    def put(self, raw: bytes, at: datetime = datetime(2026, 11, 20, 8, tzinfo=UTC), folder: str = "INBOX") -> int:
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.folders[folder].append(Mail(uid, raw, at))
        return uid


class _Talk(socketserver.StreamRequestHandler):
    server: Any
    timeout = 20

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.post: Post = self.server.post
        self.folder, self.readonly, self.known = "", False, False
        self.say(f"* OK [CAPABILITY {self._capabilities()}] ready")
        while line := self.rfile.readline():
            while found := re.search(rb"\{(\d+)(\+?)\}\r\n\Z", line):  # a literal (4.3)
                if not found[2]:
                    self.say("+ go on")
                line = line[: found.start()] + b'"' + self.rfile.read(int(found[1])) + b'"' + self.rfile.readline()
            tag, _, rest = line.decode().strip().partition(" ")
            verb, _, rest = rest.partition(" ")
            if verb.upper() == "UID":
                inner, _, rest = rest.partition(" ")
                verb = f"UID_{inner}"
            self.post.asked.append(f"{verb.upper()} {'***' if verb.upper() == 'LOGIN' else rest}".strip())
            if not getattr(self, f"do_{verb.upper()}", self._unknown)(tag, rest):
                return

    def _capabilities(self) -> str:
        return self.post.capabilities + (
            " STARTTLS LOGINDISABLED" if self.post.starttls and not isinstance(self.connection, ssl.SSLSocket) else ""
        )

    def _unknown(self, tag: str, rest: str) -> bool:
        self.say(f"{tag} BAD not known")
        return True

    def do_CAPABILITY(self, tag: str, rest: str) -> bool:
        self.say(f"* CAPABILITY {self._capabilities()}")
        self.say(f"{tag} OK done")
        return True

    def do_NOOP(self, tag: str, rest: str) -> bool:
        self.say(f"{tag} OK done")
        return True

    def do_STARTTLS(self, tag: str, rest: str) -> bool:
        self.say(f"{tag} OK begin")
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), socketserver._SocketWriter(self.connection)  # type: ignore[attr-defined]
        return True

    def do_LOGIN(self, tag: str, rest: str) -> bool:
        self.known = shlex.split(rest) == [USER, PASSWORD]
        self.say(f"{tag} OK in" if self.known else f"{tag} NO [AUTHENTICATIONFAILED] not you")
        return True

    def do_LIST(self, tag: str, rest: str) -> bool:
        wanted = shlex.split(rest)[-1]
        for name in self.post.folders:
            if wanted in (name, "*", "%"):
                self.say(f'* LIST () "/" "{name}"')
        self.say(f"{tag} OK done")
        return True

    def do_SELECT(self, tag: str, rest: str, readonly: bool = False) -> bool:
        name = shlex.split(rest)[0]
        if not self.known or name not in self.post.folders:
            self.say(f"{tag} NO no such mailbox")
            return True
        self.folder, self.readonly = name, readonly
        self.say(f"* {len(self.post.folders[name])} EXISTS")
        self.say("* 0 RECENT")
        self.say("* FLAGS (\\Seen)")
        self.say(f"* OK [UIDVALIDITY {self.post.validity}] valid")
        self.say(f"* OK [UIDNEXT {self.post.next_uid}] next")
        self.say(f"{tag} OK [{'READ-ONLY' if readonly else 'READ-WRITE'}] selected")
        return True

    def do_EXAMINE(self, tag: str, rest: str) -> bool:
        return self.do_SELECT(tag, rest, readonly=True)

    def _of(self, range_: str) -> list[tuple[int, Mail]]:
        mails = self.post.folders[self.folder]
        highest = max((one.uid for one in mails), default=0)
        chosen: set[int] = set()
        for piece in range_.split(","):
            ends = [highest if end == "*" else int(end) for end in piece.split(":")]
            low, high = min(ends), max(ends)  # 6.4.8: `559:*` names the last one, too, where it is lower
            chosen |= {one.uid for one in mails if low <= one.uid <= high}
        return [(place, one) for place, one in enumerate(mails, 1) if one.uid in chosen]

    def do_UID_SEARCH(self, tag: str, rest: str) -> bool:
        words = rest.removeprefix("CHARSET UTF-8 ").split()
        found = self._of("1:*") if words == ["ALL"] else self._of(words[1])
        if "SINCE" in words:
            since = datetime.strptime(words[words.index("SINCE") + 1], "%d-%b-%Y").date()
            found = [(place, one) for place, one in found if one.at.date() >= since]
        self.say("* SEARCH" + "".join(f" {one.uid}" for _, one in found))
        self.say(f"{tag} OK done")
        return True

    def do_UID_FETCH(self, tag: str, rest: str) -> bool:
        range_, _, what = rest.partition(" ")
        for place, one in self._of(range_):
            parts = [f"UID {one.uid}"]
            if "RFC822.SIZE" in what:
                parts.append(f"RFC822.SIZE {len(one.raw)}")
            if "INTERNALDATE" in what:
                parts.append(f'INTERNALDATE "{one.at:%d-%b-%Y %H:%M:%S +0000}"')
            content = None
            if "BODY.PEEK[HEADER]" in what:
                content, name = one.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", "BODY[HEADER]"
            elif "BODY.PEEK[]" in what:
                content, name = one.raw, "BODY[]"
            if content is None:
                self.say(f"* {place} FETCH ({' '.join(parts)})")
                continue
            self.wfile.write(f"* {place} FETCH ({' '.join(parts)} {name} {{{len(content)}}}\r\n".encode())
            if self.post.dies_at == one.uid and name == "BODY[]":
                self.post.dies_at = 0
                self.wfile.write(content[: len(content) // 2])
                return False
            self.wfile.write(content + b")\r\n")
        self.say(f"{tag} OK done")
        return True

    def do_UID_STORE(self, tag: str, rest: str) -> bool:
        range_, _, what = rest.partition(" ")
        if self.readonly:
            self.say(f"{tag} NO read-only")
            return True
        for _, one in self._of(range_):
            one.flags |= set(re.findall(r"\\\w+", what))
        self.say(f"{tag} OK done")
        return True

    def do_UID_COPY(self, tag: str, rest: str) -> bool:
        range_, name = shlex.split(rest)
        for _, one in self._of(range_):
            self.post.put(one.raw, one.at, name)
        self.say(f"{tag} OK done")
        return True

    def do_UID_MOVE(self, tag: str, rest: str) -> bool:
        range_, name = shlex.split(rest)
        for place, one in reversed(self._of(range_)):
            self.post.put(one.raw, one.at, name)
            self.post.folders[self.folder].remove(one)
            self.say(f"* {place} EXPUNGE")
        self.say(f"{tag} OK done")
        return True

    def do_LOGOUT(self, tag: str, rest: str) -> bool:
        self.say("* BYE bye")
        self.say(f"{tag} OK done")
        return False


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True

    def __init__(self, post: Post, tls: ssl.SSLContext | None, wrapped: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.post, self.tls, self.wrapped = post, tls, wrapped

    def get_request(self) -> Any:
        connection, address = super().get_request()
        if self.wrapped and self.tls is not None:
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests want."""


@contextmanager
def imap_server(*, security: str = "none", names: tuple[str, ...] = ("127.0.0.1",), post: Post | None = None) -> Iterator[tuple[int, Post]]:
    """(port, what lies there). `security` tls, starttls or none, with a certificate for `names`."""
    post = post or Post()
    post.starttls = security == "starttls"
    server = _Server(post, _server_context(*names) if security != "none" else None, security == "tls")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], post
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
