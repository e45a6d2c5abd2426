"""A real SMTP server for tests, in a thread, and the faults that a mail server can have."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "shop@test.example", "open-sesame-42"


@cache
def authority() -> trustme.CA:
    """Signs the servers' certificates; who trusts it sets SSL_CERT_FILE (see `trusting`)."""
    return trustme.CA()


def _server_context(*names: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority().issue_cert(*names).configure_cert(context)
    return context


@contextlib.contextmanager
def trusting(folder: Any, monkeypatch: Any) -> Iterator[None]:
    path = folder / "ca.pem"
    authority().cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    yield


@dataclass
class Postbox:
    """What arrived; `refuse` names whom it does not take: sender, recipient or text."""

    refuse: str = ""
    mails: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.refuse == "sender":
            return "553 5.7.1 not your address"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.refuse == "recipient":
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse == "text":
            return "554 5.7.1 looks like spam"
        self.mails.append(envelope)
        return "250 taken"

    @property
    def texts(self) -> list[str]:
        return [bytes(one.content or b"").decode() for one in self.mails]


class _Controller(Controller):
    def __init__(self, handler: Any, *, tls: bool, server_kwargs: dict[str, Any], context: ssl.SSLContext | None) -> None:
        super().__init__(
            handler, hostname="127.0.0.1", port=0, ssl_context=context if tls else None, server_hostname="test", **server_kwargs
        )

    def _trigger_server(self) -> None:  # the port is the system's choice: ask which it became
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", self.port), 5) as probe:
            if self.ssl_context is None:
                probe.recv(1)
                return


@contextlib.contextmanager
def mail_server(
    box: Postbox, *, security: str = "none", login: bool = False, names: tuple[str, ...] = ("127.0.0.1", "localhost")
) -> Iterator[int]:
    """Its port. `security`: none, starttls or tls; `names`: whom its certificate is for; `login`: USER and PASSWORD are wanted."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=bool(good))

    context = None if security == "none" else _server_context(*names)
    kwargs: dict[str, Any] = {}
    if login:
        kwargs |= {"authenticator": check, "auth_required": security == "starttls", "auth_require_tls": security == "starttls"}
    if security == "starttls":
        kwargs |= {"tls_context": context}
    controller = _Controller(box, tls=security == "tls", server_kwargs=kwargs, context=context)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextlib.contextmanager
def odd_server(says: bytes = b"", *, hangs_up: bool = False) -> Iterator[int]:
    """A port at which somebody answers who is no good mail server: says something and is silent, or hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def serve() -> None:
            with contextlib.suppress(OSError):
                while not ended.is_set():
                    connection, _ = listening.accept()
                    connection.sendall(says)
                    if hangs_up:
                        connection.close()
                    else:
                        held.append(connection)

        held: list[socket.socket] = []
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            listening.shutdown(socket.SHUT_RDWR)
            for one in held:
                one.close()
            thread.join(5)
