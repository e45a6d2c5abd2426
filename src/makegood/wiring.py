"""Which connector serves which port."""

from pathlib import Path

from django.conf import settings

from makegood.apps.notices.ports import MailPort
from makegood.apps.settlement.ports import PaymentPort
from makegood.base.connections import connection_by_id
from makegood.base.sealing import unseal
from makegood.base.unit import unit
from makegood.connectors.manual.client import ManualPayments
from makegood.connectors.outbox.client import OutboxMail
from makegood.connectors.sandbox.client import SandboxPayments
from makegood.connectors.smtp.client import SmtpMail


def mail() -> MailPort:
    """SMTP where MAKEGOOD_SMTP_URL is set, otherwise the outbox folder."""
    sender = settings.MAKEGOOD_MAIL_FROM
    if settings.MAKEGOOD_SMTP_URL:
        return SmtpMail(settings.MAKEGOOD_SMTP_URL, sender)
    return OutboxMail(Path(settings.MAKEGOOD_DATA) / "outbox", sender)


def payments(*, merchant_id: int, connection: str) -> PaymentPort:
    """The provider behind a shop's connection (its public id); a person where there is none. Refuses `secret_unreadable`."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection) if connection else None
    if found is None:
        return ManualPayments()
    return SandboxPayments(found.address, unseal(found.key))


def hook_secret(*, merchant_id: int, connection: str) -> str:
    """What a provider's messages through this connection are signed with; "" where there is no such connection."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection)
    return unseal(found.hook_secret) if found is not None and found.hook_secret else ""
