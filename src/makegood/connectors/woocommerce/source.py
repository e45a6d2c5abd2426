"""A WooCommerce shop as a source of orders: ShopSourcePort over REST v3."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from makegood.apps.orders.ports import BackfillStep, ChangedPage, HooksState, OrderFacts, ShopAccount
from makegood.base.loose import moment, part, text
from makegood.base.places import market
from makegood.connectors.woocommerce import hooks
from makegood.connectors.woocommerce.client import WooCommerce, checked, is_gone
from makegood.connectors.woocommerce.mapping import NO_ORDERS, SOURCE, order_facts
from makegood.connectors.woocommerce.money import lists
from makegood.connectors.woocommerce.pages import orders_page, place_of
from makegood.kernel.refusal import Refusal

PAGE, CHANGED_PAGE = 25, 100  # a whole order is some 6 kB, more with plugins; an answer is read up to a megabyte
MOST_REFUNDS = 100
READ, WRITE = "Read", "Read/Write"  # as WooCommerce's own page of keys calls them


@dataclass(frozen=True, slots=True)
class WooSource:
    """`default_market`: where an order without an address is taken to go. `hook_secret`: what its messages are signed with, ours."""

    api: WooCommerce
    default_market: str
    zone: str
    shop_currency: str
    hook_secret: str = field(default="", repr=False)
    party: str = SOURCE

    def account(self) -> ShopAccount:
        site = part(self.api.read("/", _fields="name,url,home,timezone_string,namespaces"))
        if "wc/v3" not in (site.get("namespaces") or []):
            raise Refusal(
                "shop_unknown", "This site has no WooCommerce with the API v3.", "Install or update WooCommerce there.", status=409
            )
        newest = self.api.read("orders", per_page="1", status="any", _fields="id,version")
        newest = part(newest[0]) if isinstance(newest, list) and newest else {}
        country, keeps_stock = self._setting("general/woocommerce_default_country"), self._setting("products/woocommerce_manage_stock")
        may_write = self._may_write()
        home, _, state = country.partition(":")
        return ShopAccount(
            name=text(site.get("name"), 120) or self.api.address,
            currency=text(part(self.api.read("data/currencies/current")).get("code"), 3),
            domain=text(site.get("url") or site.get("home"), 120),
            zone=text(site.get("timezone_string"), 64),
            site=text(site.get("home") or site.get("url"), 200),
            version=text(newest.get("version"), 20) or "wc/v3",
            markets=(market(home, state),) if home else (),
            granted=(READ, WRITE) if may_write else (READ,),
            missing=() if may_write else ((WRITE, "useful"),),
            notes=("stock_not_kept",) if keeps_stock == "no" else (),
        )

    def _setting(self, name: str) -> str:
        """Empty where the key may not see it: nothing hangs on it but a note."""
        reply = self.api.call("GET", f"settings/{name}")
        return text(part(reply.body).get("value"), 40) if reply.outcome == "answered" and isinstance(reply.body, dict) else ""

    def _may_write(self) -> bool:
        """Tried with a note for order 0, which no shop has: a key that may only read is turned away before anything is looked up."""
        reply = self.api.call("POST", "orders/0/notes", body={"note": "makegood: may this key write?"})
        if reply.status in (401, 403):
            return False
        if not is_gone(reply):
            checked(reply)
        return True

    def read_order(self, source_id: str) -> OrderFacts | None:
        """The order with its refunds line by line: the list of them in the order only names sums, and was seen empty."""
        if not source_id.isascii() or not source_id.isdigit():
            return None
        order = self.api.read_or_none(f"orders/{source_id}")
        if not isinstance(order, dict) or order.get("status") in NO_ORDERS:
            return None
        refunds = self.refunds_of(source_id)
        return self._facts({**order, "refunds": refunds})

    def refunds_of(self, source_id: str) -> list[dict[str, Any]]:
        found = self.api.read(f"orders/{source_id}/refunds", per_page=str(MOST_REFUNDS))
        return [part(one) for one in found] if isinstance(found, list) else []

    def _facts(self, order: dict[str, Any]) -> OrderFacts:
        return order_facts(order, default_market=self.default_market, zone=self.zone, shop_currency=self.shop_currency)

    def changed(self, since: datetime, cursor: str) -> ChangedPage:
        fields = "id,number,status,date_modified_gmt"
        found, further = orders_page(self.api, place_of(cursor, since), by="modified", most=CHANGED_PAGE, fields=fields)
        orders = tuple(
            (text(one.get("id"), 120), text(one.get("number"), 60), moment(one.get("date_modified_gmt")) or since)
            for one in found
            if one.get("status") not in NO_ORDERS
        )
        return ChangedPage(orders, "" if further is None else str(further))

    def backfill(self, cursor: str, *, since: date, began_at: datetime, folder: Path) -> BackfillStep:
        """A page of whole orders a step, with the refunds of those that have any. The same step asks for the same page."""
        place = place_of(cursor, datetime.combine(since, time(), UTC) - timedelta(days=1))
        found, further = orders_page(self.api, place, by="date", most=PAGE)
        orders = [one for one in found if one.get("status") not in NO_ORDERS]
        for one in orders:
            if lists(one, "refunds") or one.get("status") == "refunded":
                one["refunds"] = self.refunds_of(text(one.get("id"), 120))
        path = None
        if orders:
            path = folder / f"orders-{place.seen:09d}.jsonl"
            fresh = path.with_suffix(".part")
            fresh.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in orders), encoding="utf-8")
            fresh.replace(path)
        if further is None:
            return BackfillStep("done", "", path, seen=place.seen + len(found))
        return BackfillStep("got", str(further), path, seen=further.seen)

    def set_hooks(self, address: str) -> HooksState:
        return hooks.set_hooks(self.api, address, self.hook_secret)

    def drop_hooks(self, address: str) -> None:
        hooks.drop_hooks(self.api, address)
