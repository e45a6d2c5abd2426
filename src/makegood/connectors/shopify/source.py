"""A Shopify shop as a source of orders: ShopSourcePort over the Admin API."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from makegood.apps.orders.ports import BackfillStep, ChangedPage, HooksState, OrderFacts, ShopAccount
from makegood.base.loose import moment, part, text
from makegood.connectors.shopify import bulk, hooks
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.mapping import SOURCE, order_facts
from makegood.connectors.shopify.money import name_of, nodes
from makegood.connectors.shopify.order import order_node
from makegood.connectors.shopify.scopes import left_out, missing
from makegood.connectors.shopify.troubles import data_of
from makegood.kernel.refusal import Refusal

PROTECTED = "protected_customer_data"


@dataclass(frozen=True, slots=True)
class ShopifySource:
    """`default_market`: where an order without an address is taken to go."""

    api: Shopify
    default_market: str
    party: str = SOURCE

    def account(self) -> ShopAccount:
        """Each part is asked for by itself: a permission that is missing costs its own part and no other."""
        shop = part(data_of(self.api.call("shop")).get("shop"))
        granted = self._granted()
        places, markets, locales = (
            self._part(name, root) for name, root in (("locations", "locations"), ("markets", "markets"), ("locales", "shopLocales"))
        )
        return ShopAccount(
            name=text(shop.get("name"), 120),
            currency=text(shop.get("currencyCode"), 3),
            domain=text(shop.get("myshopifyDomain"), 120),
            zone=text(shop.get("ianaTimezone"), 64),
            site=text(part(shop.get("primaryDomain")).get("url"), 200),
            plan=text(part(shop.get("plan")).get("publicDisplayName"), 60),
            version=self.api.version,
            markets=tuple(text(one.get("name"), 80) for one in markets if one.get("status") == "ACTIVE"),
            locations=tuple(
                {"id": text(one.get("id"), 80), "name": text(one.get("name"), 80), "country": text(part(one.get("address")).get("countryCode"), 2)}
                for one in places
                if one.get("isActive")
            ),
            languages=tuple(text(one.get("locale"), 12) for one in locales if one.get("published")),
            granted=granted,
            missing=missing(granted),
            notes=self._notes(granted),
        )  # fmt: skip

    def _granted(self) -> tuple[str, ...]:
        found = part(data_of(self.api.call("scopes")).get("currentAppInstallation"))
        return tuple(sorted(text(one.get("handle"), 80) for one in nodes(found.get("accessScopes"))))

    def _left_out(self) -> frozenset[str]:
        granted = self._granted()
        return left_out(granted, personal=PROTECTED not in self._notes(granted))

    def _part(self, name: str, root: str) -> list[dict[str, Any]]:
        try:
            return nodes(data_of(self.api.call(name)).get(root))
        except Refusal as refusal:
            if refusal.code != "access_denied":
                raise
            return []  # the scope that is missing stands among the missing ones

    def _notes(self, granted: tuple[str, ...]) -> tuple[str, ...]:
        """Whether customers' names and addresses are given to this app at all: tried on the newest order, since no permission says it."""
        if not {"read_orders", "write_orders"} & set(granted):
            return ()
        answer = self.api.call("personal")
        if answer.outcome != "answered" and answer.problem != "access_denied":
            data_of(answer)
        return (PROTECTED,) if any(one.code == "ACCESS_DENIED" for one in answer.troubles) else ()

    def read_order(self, source_id: str) -> OrderFacts | None:
        node = order_node(self.api, f"gid://shopify/Order/{source_id}")
        return replace(order_facts(node, default_market=self.default_market), all_parcels=True) if node is not None else None

    def changed(self, since: datetime, cursor: str) -> ChangedPage:
        wanted = {"query": f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'", "after": cursor or None}
        answer = self.api.call("orders_changed", wanted)
        found = part(data_of(answer).get("orders"))
        page = part(found.get("pageInfo"))
        orders = tuple((name_of(one.get("id")), text(one.get("name"), 60), moment(one.get("updatedAt")) or since) for one in nodes(found))
        return ChangedPage(orders, text(page.get("endCursor"), 500) if page.get("hasNextPage") else "", answer.pause_s)

    def backfill(self, cursor: str, *, since: date, began_at: datetime, folder: Path) -> BackfillStep:
        return bulk.step(self.api, cursor, since=since, began_at=began_at, folder=folder, without=self._left_out)

    def set_hooks(self, address: str) -> HooksState:
        return hooks.set_hooks(self.api, address)

    def drop_hooks(self, address: str) -> None:
        hooks.drop_hooks(self.api, address)


def shop_address(typed: str) -> str:
    """The base URL of a shop from what a person types: gravur, gravur.myshopify.com, the admin's address, or a twin on this machine.

    Refuses `address_unreadable`: a token is sent nowhere that is not Shopify's, but to this machine itself.
    """
    raw = typed.strip().rstrip("/")
    parts = urlsplit(raw if "://" in raw else f"https://{raw}")
    host = (parts.hostname or "").lower()
    if host in ("127.0.0.1", "localhost") and parts.scheme == "http":
        return f"http://{host}:{parts.port or 80}"
    if host == "admin.shopify.com" and parts.path.startswith("/store/"):
        host = parts.path.split("/")[2]
    name = host.removesuffix(".myshopify.com")
    if not name or len(name) > 100 or "@" in raw or not all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in name):
        raise Refusal(
            "address_unreadable", "This is no address of a Shopify shop.", "Give the one that ends in .myshopify.com (Settings, Domains).",
            field="address",
        )  # fmt: skip
    return f"https://{name}.myshopify.com"
