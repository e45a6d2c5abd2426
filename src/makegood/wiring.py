"""Which connector serves which port."""

from pathlib import Path

from django.conf import settings

from makegood.apps.notices.ports import MailPort
from makegood.apps.settlement.ports import PaymentPort
from makegood.connectors.manual.client import ManualPayments
from makegood.connectors.outbox.client import OutboxMail
from makegood.connectors.smtp.client import SmtpMail


def mail() -> MailPort:
    """SMTP where MAKEGOOD_SMTP_URL is set, otherwise the outbox folder."""
    sender = settings.MAKEGOOD_MAIL_FROM
    if settings.MAKEGOOD_SMTP_URL:
        return SmtpMail(settings.MAKEGOOD_SMTP_URL, sender)
    return OutboxMail(Path(settings.MAKEGOOD_DATA) / "outbox", sender)


def payments() -> PaymentPort:
    """The only provider of this version: a person."""
    return ManualPayments()
