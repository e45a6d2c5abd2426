"""MailPort over SMTP (RFC 5321), with or without TLS (RFC 3207, 8314). Every failure has a code of its own."""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from urllib.parse import parse_qs, unquote, urlsplit

from makegood.apps.notices.message import message_of
from makegood.apps.notices.ports import MailFailed
from makegood.base.points import point

STEP_S = 8  # the longest silence
TOTAL_S = 20  # the longest conversation: a server that drips a letter at a time holds nobody up longer


@dataclass(frozen=True, slots=True)
class Server:
    """`security`: starttls, tls (from the first byte) or none. The password is kept out of every text that is made of this."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """MAKEGOOD_SMTP_URL: smtp://user:password@host:587/?tls=starttls|tls|none."""
        parts = urlsplit(url)
        security = parse_qs(parts.query).get("tls", ["starttls"])[0]
        return cls(parts.hostname or "localhost", parts.port or 587, security, unquote(parts.username or ""), unquote(parts.password or ""))


class SmtpMail:
    """One connection for each mail. A refusal for good (5xx) of this address or text is final, all else is tried again."""

    def __init__(
        self,
        server: Server,
        sender: str,
        *,
        says_it_is: str = "localhost",
        bounces: str = "",
        step_s: float = STEP_S,
        total_s: float = TOTAL_S,
    ) -> None:
        """`bounces`: the envelope's address, to which what can't be delivered comes back; the sender's where it is empty."""
        self.server, self.sender, self.says_it_is, self.step_s, self.total_s = server, sender, says_it_is, step_s, total_s
        self.bounces = bounces or sender

    def send(
        self, *, to: str, subject: str, text: str, message_id: str, reply_to: str, sender_name: str, html: str = "", thread: str = ""
    ) -> None:
        try:
            message = message_of(
                to=to, subject=subject, text=text, message_id=message_id, reply_to=reply_to, html=html, thread=thread,
                sender=formataddr((sender_name, self.sender)),
            )  # fmt: skip
        except ValueError:  # a line break in a header
            raise MailFailed("message_unfit", final=True) from None
        message["Date"] = formatdate()  # of this try: without one many take a mail for unwanted
        point("smtp.before_send")
        with self._words_for_faults() as late:
            self._talk(message, late)
        point("smtp.after_send")

    def _talk(self, message: EmailMessage, late: threading.Event) -> None:
        talk: smtplib.SMTP
        if self.server.security == "tls":
            talk = smtplib.SMTP_SSL(timeout=self.step_s, local_hostname=self.says_it_is, context=ssl.create_default_context())
        else:
            talk = smtplib.SMTP(timeout=self.step_s, local_hostname=self.says_it_is)
        talk._host = self.server.host  # type: ignore[attr-defined]  # the name that the certificate must bear; connect() does not set it

        def cut() -> None:
            late.set()
            if talk.sock is not None:
                with contextlib.suppress(OSError):
                    talk.sock.shutdown(socket.SHUT_RDWR)

        watch = threading.Timer(self.total_s, cut)
        watch.daemon = True
        watch.start()
        try:
            code, words = talk.connect(self.server.host, self.server.port)
            if code != 220:
                raise MailFailed("not_welcome", f"{code} {words.decode(errors='replace')}")
            if self.server.security == "starttls":
                self._start_tls(talk)
            if self.server.user:
                self._log_in(talk)
            talk.send_message(message, from_addr=self.bounces)
            with contextlib.suppress(smtplib.SMTPException, OSError):  # the mail was taken: how they part changes nothing
                talk.quit()
        finally:
            watch.cancel()
            talk.close()

    def _start_tls(self, talk: smtplib.SMTP) -> None:
        try:
            talk.starttls(context=ssl.create_default_context())
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPResponseException as error:
            raise MailFailed("tls_not_offered", _said(error)) from None
        except smtplib.SMTPException:
            raise MailFailed("tls_not_offered") from None

    def _log_in(self, talk: smtplib.SMTP) -> None:
        try:
            talk.login(self.server.user, self.server.password)
        except UnicodeError:
            raise MailFailed("login_unfit") from None
        except smtplib.SMTPAuthenticationError as error:
            raise MailFailed("login_refused", str(error.smtp_code)) from None  # its words may hold what was sent
        except smtplib.SMTPNotSupportedError:
            raise MailFailed("login_not_offered") from None

    @contextlib.contextmanager
    def _words_for_faults(self) -> Iterator[threading.Event]:
        late = threading.Event()
        try:
            yield late
        except (MailFailed, smtplib.SMTPException, OSError, UnicodeError, ValueError) as error:
            raise (MailFailed("timed_out") if late.is_set() else _failure(error)) from None


def _failure(error: Exception) -> MailFailed:
    """The code for what smtplib, ssl or the socket said; the first that fits."""
    if isinstance(error, MailFailed):
        return error
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
        return _failure(error.__context__)  # smtplib says "disconnected" to a silence, too
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return MailFailed("recipient_refused", f"{code} {words.decode(errors='replace')}", final=500 <= code < 600)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return MailFailed("login_needed" if error.smtp_code == 530 else "sender_refused", _said(error))
    if isinstance(error, smtplib.SMTPDataError):
        return MailFailed("message_refused", _said(error), final=500 <= error.smtp_code < 600)
    if isinstance(error, smtplib.SMTPResponseException):
        return MailFailed("not_welcome", _said(error))
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError):
        return MailFailed("address_unfit", final=True)
    kinds: list[tuple[type[Exception], str]] = [
        (smtplib.SMTPServerDisconnected, "hung_up"), (socket.gaierror, "no_such_host"), (ConnectionRefusedError, "connection_refused"),
        (ssl.SSLCertVerificationError, "certificate_wrong"), (TimeoutError, "timed_out"), (ssl.SSLError, "tls_failed"),
        (ConnectionResetError, "hung_up"), (BrokenPipeError, "hung_up"), (smtplib.SMTPException, "not_taken"), (OSError, "unreachable"),
    ]  # fmt: skip
    found = next((name for kind, name in kinds if isinstance(error, kind)), "not_taken")
    return MailFailed(found, error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else "")


def _said(error: smtplib.SMTPResponseException) -> str:
    words = error.smtp_error
    return f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
