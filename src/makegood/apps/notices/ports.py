"""What the outside must serve for notices."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail to send. `html`: the same in HTML, or "". `thread`: the message that its conversation began with, or ""."""

    notice_id: int
    public_id: str
    to: str
    subject: str
    text: str
    reply_to: str
    sender_name: str
    html: str = ""
    thread: str = ""


class MailPort(Protocol):
    """Sends one mail. `message_id` is the same for each try, so that a receiver can drop the second."""

    def send(
        self, *, to: str, subject: str, text: str, message_id: str, reply_to: str, sender_name: str, html: str = "", thread: str = ""
    ) -> None:
        """Raises MailFailed where it was not taken."""


ONE_MAIL_ONLY = ("recipient_refused", "address_unfit", "message_refused", "message_unfit")


class MailFailed(Exception):
    """The mail was not taken. `code`: why (words.MAIL_PROBLEMS); `detail`: the server's own words, one line; `final`: trying again can't help.

    Its text is `code` or `code: detail`, as a notice keeps it.
    """

    def __init__(self, code: str, detail: str = "", *, final: bool = False) -> None:
        self.code, self.final = code, final
        self.detail = " ".join("".join(letter if letter.isprintable() else " " for letter in detail).split())[:120]
        super().__init__(f"{code}: {self.detail}" if self.detail else code)

    @property
    def is_of_address(self) -> bool:
        """Nobody is there: the server said so of the address (RFC 3463 class 5.1), and not that it likes our mail or us too little."""
        said = self.detail.partition(" ")[2]
        return self.code == "address_unfit" or (self.code == "recipient_refused" and self.final and not said.startswith(("5.7", "5.2")))

    @property
    def is_of_server(self) -> bool:
        """The server would say the same to every other mail."""
        return self.code not in ONE_MAIL_ONLY


@dataclass(frozen=True, slots=True)
class DomainQuestion:
    """What a shop's mails are sent as. `host`: its server. `selector`, `signing_domain`, `envelope_domain`, `sending_ip`: "" where not known."""

    domain: str
    host: str
    selector: str = ""
    signing_domain: str = ""
    envelope_domain: str = ""
    sending_ip: str = ""


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """What DNS says of one record. `kind`: spf, dkim or dmarc. `state`: good, wrong, missing, or unknown (no answer).

    `code`: why (web/domain_words.py). A TXT record of `name` should read `value` ("" where only the provider knows); `found` stands there
    now; `at`: the part that is wrong.
    """

    kind: str
    state: str
    code: str
    name: str = ""
    value: str = ""
    found: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the headers of an arrived mail tell: the sender's domain, the DKIM selector and domain, the address it came from, the envelope's domain."""

    domain: str = ""
    selector: str = ""
    signing_domain: str = ""
    sending_ip: str = ""
    envelope_domain: str = ""


class DomainPort(Protocol):
    """Asks DNS, within bounds. Raises nothing."""

    def check(self, question: DomainQuestion) -> tuple[RecordCheck, ...]: ...
