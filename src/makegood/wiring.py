"""Which connector serves which port. Only here a shop's mail password is opened."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from makegood.apps.disputes.ports import DisputePort
from makegood.apps.notices import queries as notices
from makegood.apps.notices.ports import MailFailed, MailPort
from makegood.apps.parties import queries as parties
from makegood.apps.settlement.ports import PaymentPort
from makegood.base.connections import connection_by_id
from makegood.base.sealing import Unsealable, unseal
from makegood.base.unit import unit
from makegood.connectors.manual.client import ManualPayments
from makegood.connectors.outbox.client import OutboxMail
from makegood.connectors.paypal.client import PayPalPayments
from makegood.connectors.paypal.disputes import PayPalDisputes
from makegood.connectors.sandbox.client import SandboxPayments
from makegood.connectors.smtp.client import Server, SmtpMail
from makegood.connectors.stripe.client import StripePayments
from makegood.connectors.stripe.disputes import StripeDisputes
from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Unopened:
    """A shop's own server whose password none of today's keys opens: said for each mail, and never another server in its place."""

    def send(self, **mail: str) -> None:
        raise MailFailed("password_unsealable")


def mail_way(merchant_id: int | None) -> str:
    """What a shop's mails go by: `own` (its server), `installation` (MAKEGOOD_SMTP_URL) or `outbox` (a folder)."""
    if merchant_id is not None:
        with unit(merchants=[merchant_id]):
            server = notices.mail_server()
        if server is not None and server.host:
            return "own"
    return "installation" if settings.MAKEGOOD_SMTP_URL else "outbox"


def mail(merchant_id: int | None) -> MailPort:
    """The shop's own server, else the installation's, else the outbox folder. None: what belongs to no shop."""
    says_it_is = urlsplit(settings.MAKEGOOD_BASE_URL).hostname or "localhost"
    if merchant_id is not None:
        with unit(merchants=[merchant_id]):
            own = notices.mail_server()
        if own is not None and own.host:
            try:
                password = unseal(own.sealed_password, purpose="smtp") if own.sealed_password else ""
            except Unsealable:
                return Unopened()
            return SmtpMail(Server(own.host, own.port, own.security, own.user, password), own.sender, says_it_is=says_it_is)
    if settings.MAKEGOOD_SMTP_URL:
        return SmtpMail(Server.from_url(settings.MAKEGOOD_SMTP_URL), settings.MAKEGOOD_MAIL_FROM, says_it_is=says_it_is)
    return OutboxMail(Path(settings.MAKEGOOD_DATA) / "outbox", settings.MAKEGOOD_MAIL_FROM)


def account_shop(person_id: int) -> int | None:
    """Whose server carries a person's account mails where the installation has none: the shop's, but only for who works there and nowhere else.

    A shop reads what its server carries: a link to a new password must never pass through one of several.
    """
    if settings.MAKEGOOD_SMTP_URL:
        return None
    return parties.only_shop_of(person_id)


def payments(*, merchant_id: int, connection: str) -> PaymentPort:
    """The provider behind a shop's connection (its public id); a person where there is none. Refuses `secret_unreadable`."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection) if connection else None
    if found is None:
        return ManualPayments()
    if found.party == "stripe":
        return StripePayments(_opened(found.key), address=found.address)
    if found.party == "paypal":
        return PayPalPayments(_opened(found.key), address=found.address)
    return SandboxPayments(found.address, _opened(found.key))


def disputes(*, merchant_id: int, connection: str) -> DisputePort:
    """Where the disputes of a connection's payments are read and answered. Refuses `no_provider`, `secret_unreadable`."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection)
    if found is not None and found.party == "stripe":
        return StripeDisputes(_opened(found.key), address=found.address)
    if found is not None and found.party == "paypal":
        return PayPalDisputes(_opened(found.key), address=found.address)
    raise Refusal("no_provider", "No payment provider is connected.", "Look at the dispute on the provider's own pages.", status=409)


def _opened(sealed: str) -> str:
    try:
        return unseal(sealed, purpose="payments")
    except Unsealable:
        raise Refusal(
            "secret_unreadable", "The stored secret can't be read: the key that sealed it is gone.",
            "Put the old key back into MAKEGOOD_SECRET_KEYS, or type the secret anew.", status=409,
        ) from None  # fmt: skip


def hook_secret(*, merchant_id: int, connection: str, party: str = "sandbox") -> tuple[str, str]:
    """(what a provider's messages through this connection are signed with, the provider's address); ("", "") where this party has none there."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection)
    if found is None or found.party != party or not found.hook_secret:
        return "", ""
    return _opened(found.hook_secret), found.address
