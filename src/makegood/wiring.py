"""Which connector serves which port."""

from pathlib import Path

from django.conf import settings

from makegood.apps.notices.ports import MailPort
from makegood.connectors.outbox.client import OutboxMail
from makegood.connectors.smtp.client import SmtpMail


def mail() -> MailPort:
    """SMTP where MAKEGOOD_SMTP_URL is set, otherwise the outbox folder."""
    sender = settings.MAKEGOOD_MAIL_FROM
    if settings.MAKEGOOD_SMTP_URL:
        return SmtpMail(settings.MAKEGOOD_SMTP_URL, sender)
    return OutboxMail(Path(settings.MAKEGOOD_DATA) / "outbox", sender)
