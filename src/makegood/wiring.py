"""Which connector serves which port. Only here a shop's mail password is opened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from makegood.apps.carriage.ports import TrackingPort
from makegood.apps.disputes.ports import DisputePort
from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.ports import MailboxFailed, MailboxPort
from makegood.apps.mirror.ports import ShopSystemPort
from makegood.apps.mirror.words import SERVED
from makegood.apps.notices import queries as notices
from makegood.apps.notices.ports import DomainPort, MailFailed, MailPort
from makegood.apps.orders import shops
from makegood.apps.orders.ports import HookFacts, ShopSourcePort
from makegood.apps.orders.words import SHOP_SYSTEMS
from makegood.apps.parties import queries as parties
from makegood.apps.reports.ports import ReportPort
from makegood.apps.settlement.ports import PaymentPort
from makegood.apps.webhooks.words import SEALED_FOR
from makegood.base.connections import Connection, connection_by_id, connection_of
from makegood.base.sealing import Unsealable, unseal
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.unit import unit
from makegood.connectors.dhl.tracking import ADDRESS, DhlTracking
from makegood.connectors.dns.check import DnsDomains
from makegood.connectors.dns.resolver import servers_of
from makegood.connectors.dns.seen import seen_in
from makegood.connectors.easypost import messages as easypost_messages
from makegood.connectors.easypost.client import EasyPost
from makegood.connectors.imap.client import Box, ImapMailbox
from makegood.connectors.mailservice import incoming as mail_incoming
from makegood.connectors.mailservice import messages as mail_messages
from makegood.connectors.mailservice.client import ServiceMail
from makegood.connectors.manual.client import ManualPayments
from makegood.connectors.outbox.client import OutboxMail
from makegood.connectors.paypal.client import PayPalPayments
from makegood.connectors.paypal.disputes import PayPalDisputes
from makegood.connectors.paypal.report import PayPalReports
from makegood.connectors.sandbox.client import SandboxPayments
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.hooks import read_hook as read_shopify_hook
from makegood.connectors.shopify.payments import ShopifyPayments
from makegood.connectors.shopify.returns import ShopifyReturns
from makegood.connectors.shopify.source import ShopifySource
from makegood.connectors.smtp.client import Server, SmtpMail
from makegood.connectors.stripe.client import StripePayments
from makegood.connectors.stripe.disputes import StripeDisputes
from makegood.connectors.stripe.report import StripeReports
from makegood.connectors.woocommerce.client import WooCommerce
from makegood.connectors.woocommerce.hooks import read_hook as read_woocommerce_hook
from makegood.connectors.woocommerce.payments import WooPayments
from makegood.connectors.woocommerce.source import WooSource
from makegood.connectors.woocommerce.system import WooSystem
from makegood.kernel.refusal import Refusal

__all__ = [
    "SandboxPayments", "account_shop", "disputes", "domains", "easypost_messages", "hook_secret", "mail", "mail_hook", "mail_in_secret", "mail_incoming", "mail_messages", "mailbox", "mail_way", "payments", "postage", "postage_secret", "reports",
    "seen_in", "tracking",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unopened:
    """A shop's own server whose password none of today's keys opens: said for each mail, and never another server in its place."""

    def send(self, **mail: str) -> None:
        raise MailFailed("password_unsealable")


@dataclass(frozen=True, slots=True)
class Via:
    """The service's own server and address: the shop's name stands before it, so that nobody takes the address for the shop's."""

    port: MailPort

    def send(self, *, sender_name: str, **mail: Any) -> None:
        self.port.send(sender_name=f"{sender_name} via makegood" if sender_name else "makegood", **mail)


def installation_host() -> str:
    """The installation's mail server, "" where there is none."""
    return urlsplit(settings.MAKEGOOD_SMTP_URL).hostname or ""


def mail_way(merchant_id: int | None, *, unproven: bool = False) -> str:
    """What a shop's mails go by: `own` (its server), `installation` (MAKEGOOD_SMTP_URL) or `outbox` (a folder).

    Its own only once its domain is proven; where the installation has no server there is no other way, proven or not.
    """
    if merchant_id is not None:
        with unit(merchants=[merchant_id]):
            server = notices.mail_server()
        if server is not None and server.host and (unproven or server.proven_at is not None or not settings.MAKEGOOD_SMTP_URL):
            return "own"
    return "installation" if settings.MAKEGOOD_SMTP_URL else "outbox"


def mail(merchant_id: int | None, *, unproven: bool = False) -> MailPort:
    """The port of mail_way. None: what belongs to no shop. `unproven`: the shop's own server all the same, to try it."""
    says_it_is = urlsplit(settings.MAKEGOOD_BASE_URL).hostname or "localhost"
    if merchant_id is not None:
        with unit(merchants=[merchant_id]):
            own, shop = notices.mail_server(), merchant_of(merchant_id)
        if own is not None and own.host and (unproven or own.proven_at is not None or not settings.MAKEGOOD_SMTP_URL):
            try:
                password = unseal(own.sealed_password, purpose="smtp") if own.sealed_password else ""
            except Unsealable:
                return Unopened()
            if own.provider:
                key, second = (own.user, password) if own.user else (password, "")
                return ServiceMail(own.provider, key, own.sender, second=second, region=own.region)
            return SmtpMail(Server(own.host, own.port, own.security, own.user, password), own.sender, says_it_is=says_it_is)
    if not settings.MAKEGOOD_SMTP_URL:
        return OutboxMail(Path(settings.MAKEGOOD_DATA) / "outbox", settings.MAKEGOOD_MAIL_FROM)
    service = SmtpMail(
        Server.from_url(settings.MAKEGOOD_SMTP_URL),
        settings.MAKEGOOD_MAIL_FROM,
        says_it_is=says_it_is,
        bounces=settings.MAKEGOOD_MAIL_BOUNCES,
    )
    is_shops = merchant_id is not None and shop.email.rpartition("@")[2].lower() == settings.MAKEGOOD_MAIL_FROM.rpartition("@")[2].lower()
    return service if merchant_id is None or is_shops else Via(service)


def mail_hook(merchant_id: int) -> tuple[str, str]:
    """(the shop's mail service, what its messages about mails are signed with); ("", "") where there is none."""
    with unit(merchants=[merchant_id]):
        own = notices.mail_server()
    if own is None or not own.provider or not own.sealed_hook:
        return (own.provider if own is not None else ""), ""
    return own.provider, _opened(own.sealed_hook, "smtp")


def mailbox(merchant_id: int) -> MailboxPort | None:
    """The mailbox in which the shop's mail comes in, to be asked; None where none is. Raises MailboxFailed where its password can't be opened."""
    with unit(merchants=[merchant_id]):
        own = inbox.mailbox()
    if own is None or own.way != "imap" or not own.host:
        return None
    try:
        password = unseal(own.sealed_password, purpose="mailbox") if own.sealed_password else ""
    except Unsealable:
        raise MailboxFailed("password_unsealable") from None
    return ImapMailbox(Box(own.host, own.port, own.security, own.user, password, own.folder, own.done_with, own.done_folder, own.since))


def mail_in_secret(merchant_id: int) -> tuple[str, str, str]:
    """(the service that posts the shop's mail to us, the secret in the address that it calls, what it signs with); "" each where there is none."""
    with unit(merchants=[merchant_id]):
        own = inbox.mailbox()
    if own is None or not inbox.is_called(own, own.way) or not own.sealed_hook:
        return "", "", ""
    hook = _opened(own.sealed_hook, "mailbox")
    return own.way, hook, _opened(own.sealed_key, "mailbox") if own.sealed_key else hook


def domains() -> DomainPort:
    """Who asks DNS about a shop's domain. MAKEGOOD_DNS that can't be read is said by a check (mg.E060); until then this machine's servers are asked."""
    try:
        return DnsDomains(servers_of(settings.MAKEGOOD_DNS))
    except ValueError:
        return DnsDomains()


def account_shop(person_id: int) -> int | None:
    """Whose server carries a person's account mails where the installation has none: the shop's, but only for who works there and nowhere else.

    A shop reads what its server carries: a link to a new password must never pass through one of several.
    """
    if settings.MAKEGOOD_SMTP_URL:
        return None
    return parties.only_shop_of(person_id)


def payments(*, merchant_id: int, connection: str, order: str = "") -> PaymentPort:
    """The provider behind a shop's connection (its public id); a person where there is none. Refuses `secret_unreadable`.

    `order`: whose money it is, by the shop's own system's id, where that pays (it holds no key of its own: the shop's connection does).
    """
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection) if connection else None
        system = connection_of("shop") if found is not None and found.party in SHOP_SYSTEMS else None
    if found is None:
        return ManualPayments()
    if found.party == "stripe":
        return StripePayments(_opened(found.key), address=found.address)
    if found.party == "paypal":
        return PayPalPayments(_opened(found.key), address=found.address)
    if found.party == "shopify":
        return ShopifyPayments(_shopify(system), order)
    if found.party == "woocommerce":
        return WooPayments(_woocommerce(system), order)
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


def reports(*, merchant_id: int, connection: str) -> ReportPort:
    """Who tells of a connection's refunds and payouts. Refuses `no_provider`, `secret_unreadable`."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection)
    if found is not None and found.party == "stripe":
        return StripeReports(_opened(found.key), address=found.address)
    if found is not None and found.party == "paypal":
        return PayPalReports(_opened(found.key), address=found.address)
    raise Refusal(
        "no_provider", "No payment provider that can be asked for reports is connected.", "Bring its report in as a file.", status=409
    )


def shop_system(*, merchant_id: int, connection: str) -> ShopSystemPort:
    """The shop's own system behind a connection, to be told of cases. Refuses `not_connected` where it is not any more, `secret_unreadable`."""
    with unit(merchants=[merchant_id]):
        found = shops.connected_as(connection)
    if found is not None and found.party not in SERVED:
        raise Refusal("not_served", "This shop system is told nothing.", "Do it there by hand.", status=409)
    if found is not None and found.party == "woocommerce":
        return WooSystem(_woocommerce(found))
    return ShopifyReturns(_shopify(found))


def order_page(party: str, address: str, order: str) -> str:
    """An order's page in the shop's own administration; "" where there is none. No secret is opened."""
    return ShopifyReturns(Shopify(address, "")).order_page(order) if party == "shopify" else ""


def _shopify(connection: Connection | None) -> Shopify:
    """Refuses `not_connected` where the shop is not (any more), and `secret_unreadable`."""
    if connection is None or connection.party != "shopify":
        raise Refusal("not_connected", "The shop is not connected to Shopify.", "Connect it in the settings.", status=409)
    return Shopify(connection.address, _opened(connection.key, purpose="shop"))


def _woocommerce(connection: Connection | None) -> WooCommerce:
    """Refuses `not_connected` where the shop is not (any more), and `secret_unreadable`."""
    if connection is None or connection.party != "woocommerce":
        raise Refusal("not_connected", "The shop is not connected to WooCommerce.", "Connect it in the settings.", status=409)
    return WooCommerce(connection.address, _opened(connection.key, purpose="shop"))


def shop_source(*, merchant_id: int, connection: str) -> ShopSourcePort:
    """The shop's own system behind a connection (its public id). Refuses `shop_system_unknown`, `secret_unreadable`."""
    with unit(merchants=[merchant_id]):
        found, merchant = shops.connected_as(connection), merchant_of(merchant_id)
    if found is None:
        raise Refusal("shop_system_unknown", "No such shop system is connected.", "Connect it in the settings.", status=404)
    secret = _opened(found.hook_secret, "shop") if found.hook_secret else ""
    return typed_shop_source(
        party=found.party, address=found.address, key=_opened(found.key, "shop"), merchant=merchant, hook_secret=secret
    )


def typed_shop_source(*, party: str, address: str, key: str, merchant: Merchant, hook_secret: str = "") -> ShopSourcePort:
    """The same with a key in hand that is not stored yet. Refuses `shop_system_unknown`."""
    if party == "shopify":
        return ShopifySource(Shopify(address, key), default_market=merchant.country)
    if party == "woocommerce":
        return WooSource(WooCommerce(address, key), merchant.country, merchant.zone, merchant.currency, hook_secret)
    raise Refusal("shop_system_unknown", "This shop system is not known.", "Choose one of the list.", field="party")


def shop_hook(*, party: str, merchant_id: int, connection: str, headers: Mapping[str, str], body: bytes) -> HookFacts:
    """A message of the shop's own system, its signature checked. Refuses `connection_unknown` and what its reader refuses."""
    with unit(merchants=[merchant_id]):
        found = shops.any_connection(connection)  # an ended one's requests for erasure are taken
        domain = str(shops.sync_of(found.id).account.get("domain", "")) if found is not None else ""
    if found is None or found.party != party or not found.hook_secret:
        raise Refusal(
            "connection_unknown", "Nobody listens at this address.", "Copy the address from the shop system's settings.", status=404
        )
    if party == "woocommerce":
        return read_woocommerce_hook(headers, body, secret=_opened(found.hook_secret, "shop"))
    return read_shopify_hook(headers, body, secret=_opened(found.hook_secret, "shop"), domain=domain)


def _opened(sealed: str, purpose: str = "payments") -> str:
    try:
        return unseal(sealed, purpose=purpose)
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


def postage(*, merchant_id: int, connection: str) -> EasyPost:
    """Who sold, or is to sell, a parcel's label. Refuses `connection_unknown` and `secret_unreadable`."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection)
    if found is None or found.port != "postage":
        raise Refusal("connection_unknown", "This provider is no longer connected.", "Connect it again under Postage.", status=409)
    return EasyPost(found.address, _opened(found.key, "postage"))


def postage_secret(*, merchant_id: int, connection: str) -> str:
    """What the provider's messages through this connection are signed with; "" where there is no such connection."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection)
    return _opened(found.hook_secret, "postage") if found is not None and found.port == "postage" and found.hook_secret else ""


def tracking(*, merchant_id: int, way: str, connection: str, carrier: str) -> TrackingPort | None:
    """Who tells where a parcel is: who sold its label, else the carrier itself where the shop has a key of it; None: nobody."""
    if way == "easypost":
        return postage(merchant_id=merchant_id, connection=connection)
    with unit(merchants=[merchant_id]):
        found = connection_of("tracking")
    if found is None or found.party != "dhl" or "dhl" not in carrier.lower():
        return None
    return DhlTracking(_opened(found.key, "postage"), address=found.address or ADDRESS)


def bank_account(sealed: str) -> dict[str, str]:
    """{"iban", "holder"} that a customer told for a refund (journeys/show_means). Refuses `secret_unreadable`."""
    found: dict[str, str] = json.loads(_opened(sealed, "means"))
    return found


def webhook_secret(sealed: str) -> str:
    """What messages to a shop's program are signed with. Raises Unsealable."""
    return unseal(sealed, purpose=SEALED_FOR)
