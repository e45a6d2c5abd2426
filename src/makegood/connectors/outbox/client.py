"""MailPort that writes each mail as an .eml file, so that one can see what would be sent."""

from email.utils import formataddr
from pathlib import Path

from makegood.apps.notices.message import message_of
from makegood.apps.notices.ports import MailFailed


class OutboxMail:
    """The same mail is the same file: a second try changes nothing."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder, self.sender = folder, sender

    def send(
        self, *, to: str, subject: str, text: str, message_id: str, reply_to: str, sender_name: str, html: str = "", thread: str = ""
    ) -> None:
        try:
            message = message_of(
                to=to, subject=subject, text=text, message_id=message_id, reply_to=reply_to, html=html, thread=thread,
                sender=formataddr((sender_name, self.sender)),
            )  # fmt: skip
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{message_id.strip('<>').split('@')[0]}.eml").write_bytes(bytes(message))
        except OSError as error:
            raise MailFailed("outbox_unwritable", error.strerror or "") from None
        except ValueError:
            raise MailFailed("message_unfit", final=True) from None
