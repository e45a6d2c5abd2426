"""MailPort over SMTP (RFC 5321). Settings come from MAKEGOOD_SMTP_URL: smtp://user:password@host:587/?tls=starttls|tls|none."""

import smtplib
import ssl
from email.utils import formataddr
from urllib.parse import parse_qs, unquote, urlsplit

from makegood.apps.notices.message import message_of
from makegood.apps.notices.ports import MailFailed
from makegood.base.points import point

TIMEOUT_S = 15


class SmtpMail:
    """One connection for each mail; a permanent refusal of the address (5xx) is final, all else is tried again."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "localhost", parts.port or 587
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
        self.sender = sender

    def send(self, *, to: str, subject: str, text: str, message_id: str, reply_to: str, sender_name: str) -> None:
        message = message_of(
            to=to, subject=subject, text=text, message_id=message_id, reply_to=reply_to, sender=formataddr((sender_name, self.sender))
        )
        point("smtp.before_send")
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise MailFailed(f"the address was refused ({code})", final=500 <= code < 600) from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailFailed(f"{type(error).__name__}: the mail server did not take it") from None
        point("smtp.after_send")

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
            if self.tls == "starttls":
                server.starttls(context=context)
        if self.user:
            server.login(self.user, self.password)
        return server
