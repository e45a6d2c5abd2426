"""A notice as a mail."""

from email.message import EmailMessage


def message_of(
    *, to: str, subject: str, text: str, message_id: str, reply_to: str, sender: str, html: str = "", thread: str = ""
) -> EmailMessage:  # fmt: skip
    """A mail in text and, where `html` is given, the same in HTML (RFC 2046 multipart/alternative). Line breaks in a header are refused by
    the library, so none can be smuggled in. `thread`: the message that its conversation began with."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Message-ID"] = sender, to, " ".join(subject.split()), message_id
    if reply_to:
        message["Reply-To"] = reply_to
    for name, value in thread_headers(thread).items():
        message[name] = value
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def thread_headers(thread: str) -> dict[str, str]:
    """RFC 5322: by them mail programs put the letters of a case together."""
    return {"In-Reply-To": thread, "References": thread} if thread else {}
