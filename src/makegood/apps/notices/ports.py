"""What the outside must serve for notices."""

from typing import Protocol


class MailPort(Protocol):
    """Sends one mail. `message_id` is the same for each try, so that a receiver can drop the second."""

    def send(self, *, to: str, subject: str, text: str, message_id: str, reply_to: str, sender_name: str) -> None:
        """Raises MailFailed where it was not taken."""


class MailFailed(Exception):
    """The mail was not taken. `final`: trying again can't help (no such address)."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final
