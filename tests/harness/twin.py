"""The Shopify twin in the test process, and a hand on one of its shops.

def test_story(twin_shop: TwinShop) -> None:
    twin_shop.seed(node())                                 # orders in node form
    twin_shop.ask("query { shop { name } }")               # as the app, with the shop's token
    twin_shop.act("refund", order="#1001", amount="5.00")  # as the shop's staff; see connectors/shopify/twin/staff.py
    twin_shop.mood("reset_after", call="refundCreate")     # the next call that fits; see .../twin/faults.py
    twin_shop.deliver(reverse=True)                        # messages leave when a test says so
"""

import itertools
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from makegood.connectors.shopify.twin.server import Twin
from makegood.connectors.shopify.twin.store import Document, Shop, Store

KEY = "twin-key-of-the-tests"
_NUMBERS = itertools.count(1001)


class TwinShop:
    """One shop of the twin: `address`, `token` and `secret` are what a connection to it holds."""

    def __init__(self, twin: Twin, shop: Shop) -> None:
        self.twin, self.shop = twin, shop
        self.address, self.domain = twin.address, shop.domain
        self.token, self.secret = shop.setup["token"], shop.setup["secret"]
        self.http = httpx.Client(base_url=twin.address, timeout=20, trust_env=False)

    def post(self, body: Document, *, version: str = "2026-10", token: str | None = None) -> httpx.Response:
        headers = {"X-Shopify-Access-Token": self.token if token is None else token}
        return self.http.post(f"/admin/api/{version}/graphql.json", json=body, headers=headers)

    def ask(self, query: str, /, version: str = "2026-10", **variables: Any) -> Any:
        """The whole answer: data, errors, extensions."""
        answer = self.post({"query": query, "variables": variables}, version=version)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def data(self, query: str, /, **variables: Any) -> Any:
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def seed(self, *orders: Document) -> list[str]:
        """The orders' ids."""
        return list(self.control("seed", orders=list(orders))["orders"])

    def control(self, verb: str, **body: Any) -> Any:
        return self.twin.control(self.domain, verb, **body)

    act = control

    def mood(self, *names: str, **more: Any) -> None:
        self.control("moods", moods=[{"mood": name, **more} for name in names])

    def step(self, seconds: float) -> None:
        """The shop's clock moves on."""
        self.control("clock", step_s=seconds)

    def deliver(self, **how: Any) -> list[int]:
        """Send what waits; the statuses that came back."""
        return list(self.control("deliver", **{"all_of_it": True} | how)["statuses"])

    def order(self, name: str) -> Document:
        """The order's document as the shop holds it."""
        found = self.shop.find(name) or next(one for one in self.shop.all("Order") if one["name"].lstrip("#") == name.lstrip("#"))
        return found

    def location(self) -> str:
        return str(self.shop.all("Location")[0]["id"])


def order_node(
    *lines: tuple[str, int, str], name: str = "", currency: str = "EUR", shipping: str = "5.00", at: str = "2026-11-10T09:00:00Z",
    paid: bool = True, fulfilled: bool = True, text: str = "", stock: bool = False, email: str = "lena@kunde.example",
) -> Document:  # fmt: skip
    """An order in node form; a line is (title, quantity, unit price). `text`: the customer's own on each line. `stock`: lines have variants."""
    from decimal import Decimal

    number = next(_NUMBERS)
    money = lambda amount: {one: {"amount": str(amount), "currencyCode": currency} for one in ("shopMoney", "presentmentMoney")}
    gid = lambda kind, place=0: f"gid://shopify/{kind}/{number * 100 + place}"
    lines = lines or (("Mug", 1, "20.00"),)
    whole = sum((Decimal(price) * units for _, units, price in lines), Decimal(shipping))
    items = [
        {"id": gid("LineItem", place), "title": title, "name": title, "sku": title.upper(), "quantity": units, "originalUnitPriceSet": money(price),
         "customAttributes": [{"key": "Text", "value": text}] if text else [], "vendor": "Tassen AG",
         "variant": {"id": gid("ProductVariant", place)} if stock else None}
        for place, (title, units, price) in enumerate(lines)
    ]  # fmt: skip
    parcels = [{
        "id": gid("Fulfillment"), "status": "SUCCESS", "createdAt": at, "deliveredAt": at, "displayStatus": "DELIVERED",
        "fulfillmentLineItems": {"nodes": [
            {"id": gid("FulfillmentLineItem", place), "quantity": one["quantity"], "lineItem": {"id": one["id"]}} for place, one in enumerate(items)
        ]},
    }]  # fmt: skip
    return {
        "id": gid("Order"), "name": name or f"#{number}", "createdAt": at, "processedAt": at, "updatedAt": at, "email": email,
        "totalPriceSet": money(whole), "lineItems": {"nodes": items}, "fulfillments": parcels if fulfilled else [],
        "shippingLines": {"nodes": [{"id": gid("ShippingLine"), "title": "Standard", "originalPriceSet": money(shipping)}]},
        "shippingAddress": {"name": "Lena Kunde", "address1": "Am Markt 1", "zip": "04109", "city": "Leipzig", "countryCodeV2": "DE"},
        "customer": {"id": gid("Customer"), "displayName": "Lena Kunde", "email": email}, "customerLocale": "de-DE", "taxesIncluded": True,
        "transactions": [
            {"id": gid("OrderTransaction"), "kind": "SALE", "status": "SUCCESS", "gateway": "shopify_payments", "amountSet": money(whole),
             "processedAt": at}
        ] if paid else [],
    }  # fmt: skip


@contextmanager
def running(store: Store | None = None) -> Iterator[Twin]:
    twin = Twin(0, store or Store(), KEY)
    thread = threading.Thread(target=lambda: twin.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield twin
    finally:
        twin.stop()
        thread.join(5)


def fresh_shop(twin: Twin, **facts: Any) -> TwinShop:
    """A shop of its own; its clock stands at the day of the stories unless `clock` says otherwise ("" is the real one)."""
    name = secrets.token_hex(6)
    known = {"token": f"shpat_{secrets.token_hex(16)}", "secret": f"shpss_{secrets.token_hex(16)}", "clock": "2026-11-20T09:00:00+00:00"}
    return TwinShop(twin, twin.add_shop(f"twin-{name}.myshopify.com", **known | facts))
