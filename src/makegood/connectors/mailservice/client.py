"""MailPort over a mail service's HTTP interface: django-anymail speaks each one's dialect, and its failures come out in our words.

A mail is sent once more only where the service surely did not take it or may not have (a timeout): the Message-ID stays the same, and
where a service knows idempotency keys (Resend: `Idempotency-Key`) it gets the notice's.
"""

from collections.abc import Mapping
from email.utils import formataddr
from importlib import import_module
from typing import Any

from makegood.apps.notices.message import thread_headers
from makegood.apps.notices.ports import MailFailed
from makegood.base.points import point

TIMEOUT_S = (8, 20)  # to connect, to answer
# service -> (backend's module, name of its key, name of its second half, addresses by region)
SERVICES: Mapping[str, tuple[str, str, str, Mapping[str, str]]] = {
    "postmark": ("postmark", "server_token", "", {"": "https://api.postmarkapp.com/"}),
    "mailgun": ("mailgun", "api_key", "", {"": "https://api.mailgun.net/v3/", "eu": "https://api.eu.mailgun.net/v3/"}),
    "brevo": ("brevo", "api_key", "", {"": "https://api.brevo.com/v3/"}),
    "mailjet": ("mailjet", "api_key", "secret_key", {"": "https://api.mailjet.com/v3.1/"}),
    "resend": ("resend", "api_key", "", {"": "https://api.resend.com/"}),
    "mailersend": ("mailersend", "api_token", "", {"": "https://api.mailersend.com/v1/"}),
}
# service -> header by which it keeps our Message-ID (the others make their own; the conversation's mark stays in References)
KEEPS_ID = {"postmark": {"X-PM-KeepID": "true"}}


class ServiceMail:
    """One request for each mail. `key`: the service's, opened only for this."""

    def __init__(self, service: str, key: str, sender: str, *, second: str = "", region: str = "", address: str = "") -> None:
        self.service, self.key, self.second, self.sender = service, key, second, sender
        where = SERVICES[service][3]
        self.address = address or where.get(region, where[""])

    def __repr__(self) -> str:
        return f"ServiceMail({self.service})"

    def send(
        self, *, to: str, subject: str, text: str, message_id: str, reply_to: str, sender_name: str, html: str = "", thread: str = ""
    ) -> None:
        from anymail.exceptions import AnymailError
        from django.core.mail import EmailMultiAlternatives

        if any(
            not letter.isprintable() for letter in to + reply_to + sender_name
        ):  # some services take a line break, and who knows what then
            raise MailFailed("message_unfit", final=True)
        notice = message_id.strip("<>").split("@")[0]
        headers = {"Auto-Submitted": "auto-generated", "Message-ID": message_id, **thread_headers(thread), **KEEPS_ID.get(self.service, {})}
        mail: Any = EmailMultiAlternatives(
            subject=" ".join(subject.split()), body=text, from_email=formataddr((sender_name, self.sender)), to=[to],
            reply_to=[reply_to] if reply_to else None, headers=headers, connection=self._backend(notice),
        )  # fmt: skip
        mail.metadata = {"notice": notice}  # comes back with what the service tells of the mail
        mail.track_opens = mail.track_clicks = False
        if html:
            mail.attach_alternative(html, "text/html")
        point("mailservice.before_send")
        try:
            mail.send(fail_silently=False)
        except AnymailError as error:
            raise failure(error) from None
        except (ValueError, UnicodeError):  # a line break in a header, an address that can't be written
            raise MailFailed("message_unfit", final=True) from None
        point("mailservice.after_send")

    def _backend(self, notice: str) -> Any:
        module, key, second, _ = SERVICES[self.service]
        backend = import_module(f"anymail.backends.{module}").EmailBackend
        more = {second: self.second} if second else {}
        if self.service == "mailgun":
            more["sender_domain"] = self.sender.rpartition("@")[2]
        made = backend(
            api_url=self.address, timeout=TIMEOUT_S, fail_silently=False, ignore_unsupported_features=True, **{key: self.key}, **more
        )
        made.open()
        made.session.trust_env = False  # no proxy and no password of the machine's surroundings
        if self.service == "resend":
            made.session.headers["Idempotency-Key"] = notice
        return made


def failure(error: Exception) -> MailFailed:
    """The word for what the service or the way to it said. Its own words are kept, but never where they may hold the key."""
    from anymail.exceptions import AnymailConfigurationError, AnymailInvalidAddress, AnymailRecipientsRefused
    from requests.exceptions import ConnectionError as Unreachable
    from requests.exceptions import SSLError, Timeout

    if isinstance(error, AnymailRecipientsRefused):
        return MailFailed("recipient_refused", "550 5.1.1 the service sends nothing to this address", final=True)
    if isinstance(error, AnymailInvalidAddress):
        return MailFailed("address_unfit", final=True)
    if isinstance(error, AnymailConfigurationError):
        return MailFailed("key_refused")
    if isinstance(error, Timeout):
        return MailFailed("timed_out")
    if isinstance(error, SSLError):
        return MailFailed("certificate_wrong")
    if isinstance(error, Unreachable):
        return MailFailed("unreachable")
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return MailFailed("key_refused", str(status))
    if status == 429:
        return MailFailed("too_many", "429")
    if status is not None and 400 <= status < 500 and status not in (402, 404, 408, 409, 425):
        return MailFailed("message_refused", f"{status} {_said(error)}", final=True)
    return MailFailed("service_failed", f"{status or ''} {_said(error)}".strip())


def _said(error: Any) -> str:
    try:
        body = error.response.json()
    except (AttributeError, ValueError):
        return ""
    found = body.get("Message") or body.get("message") or body.get("errors") if isinstance(body, dict) else ""
    return str(found)[:100]
