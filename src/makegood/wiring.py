"""Which connector serves which port. Only here a shop's mail password is opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from makegood.apps.mirror.ports import ShopSystemPort
from makegood.apps.mirror.words import SERVED
from makegood.apps.notices import queries as notices
from makegood.apps.notices.ports import MailFailed, MailPort
from makegood.apps.orders import shops
from makegood.apps.orders.ports import HookFacts, ShopSourcePort
from makegood.apps.orders.words import SHOP_SYSTEMS
from makegood.apps.parties import queries as parties
from makegood.apps.settlement.ports import PaymentPort
from makegood.base.connections import Connection, connection_by_id, connection_of
from makegood.base.sealing import Unsealable, unseal
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.unit import unit
from makegood.connectors.manual.client import ManualPayments
from makegood.connectors.outbox.client import OutboxMail
from makegood.connectors.sandbox.client import SandboxPayments
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.hooks import read_hook as read_shopify_hook
from makegood.connectors.shopify.payments import ShopifyPayments
from makegood.connectors.shopify.returns import ShopifyReturns
from makegood.connectors.shopify.source import ShopifySource
from makegood.connectors.smtp.client import Server, SmtpMail
from makegood.connectors.woocommerce.client import WooCommerce
from makegood.connectors.woocommerce.hooks import read_hook as read_woocommerce_hook
from makegood.connectors.woocommerce.payments import WooPayments
from makegood.connectors.woocommerce.source import WooSource
from makegood.connectors.woocommerce.system import WooSystem
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


def payments(*, merchant_id: int, connection: str, order: str = "") -> PaymentPort:
    """The provider behind a shop's connection (its public id); a person where there is none. Refuses `secret_unreadable`.

    `order`: whose money it is, by the shop's own system's id, where that pays (it holds no key of its own: the shop's connection does).
    """
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection) if connection else None
        system = connection_of("shop") if found is not None and found.party in SHOP_SYSTEMS else None
    if found is None:
        return ManualPayments()
    if found.party == "shopify":
        return ShopifyPayments(_shopify(system), order)
    if found.party == "woocommerce":
        return WooPayments(_woocommerce(system), order)
    return SandboxPayments(found.address, _opened(found.key))


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


def hook_secret(*, merchant_id: int, connection: str) -> str:
    """What a provider's messages through this connection are signed with; "" where there is no such connection."""
    with unit(merchants=[merchant_id]):
        found = connection_by_id(connection)
    return _opened(found.hook_secret) if found is not None and found.hook_secret else ""
