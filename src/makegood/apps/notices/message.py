"""A notice as a mail."""

from email.message import EmailMessage


def message_of(*, to: str, subject: str, text: str, message_id: str, reply_to: str, sender: str) -> EmailMessage:
    """A plain text mail. Line breaks in a header are refused by the library, so none can be smuggled in."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Message-ID"] = sender, to, " ".join(subject.split()), message_id
    if reply_to:
        message["Reply-To"] = reply_to
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(text)
    return message
