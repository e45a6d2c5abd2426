"""A WooCommerce of our own on this machine, with only what we use: orders, refunds, notes, stock, webhooks; and faults on demand.

Its answers are held against those captured from WooCommerce 10.0.4 (tests/connectors/test_woo_shop.py).
"""

import base64
import copy
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from makegood.connectors.woocommerce.hooks import signature_of

KEY, SECRET = "ck_" + "1" * 40, "cs_" + "2" * 40
Answer = tuple[int, Any]


@dataclass
class Fault:
    """What happens to the next call that fits: `status` and `body` in its place; `then_dies`: it is done, and the answer is lost."""

    method: str
    path: str
    status: int = 0
    body: Any = None
    then_dies: bool = False
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class WooShop:
    """State and answers. `at` is the shop's clock: each write moves it on by a second. `told`: messages that its webhooks sent."""

    at: datetime = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
    address: str = ""
    may_write: bool = True
    currency: str = "EUR"
    orders: dict[int, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    notes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    products: dict[int, dict[str, Any]] = field(default_factory=dict)
    hooks: dict[int, dict[str, Any]] = field(default_factory=dict)
    gateways: dict[str, list[str]] = field(default_factory=lambda: {"stripe": ["products", "refunds"], "bacs": ["products"]})
    faults: list[Fault] = field(default_factory=list)
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    pings: list[bytes] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    before: Callable[[str, str], None] | None = None
    next_id: int = 100
    lock: Any = field(default_factory=threading.RLock)

    def _tick(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def put(self, order: dict[str, Any], *, quiet: bool = False) -> int:
        """An order as the API gives it; products of its lines have 50 pieces less what was sold."""
        made = {"status": "processing", "refunds": [], "meta_data": [], "transaction_id": ""} | copy.deepcopy(order)
        number = int(made["id"])
        self.next_id = max(self.next_id, number)
        self.orders[number] = made
        self.refunds.setdefault(number, [])
        self.notes.setdefault(number, [])
        for line in made["line_items"]:
            product = self.products.setdefault(
                line["product_id"], {"id": line["product_id"], "manage_stock": True, "stock_quantity": 50, "meta_data": []}
            )
            product["stock_quantity"] -= line["quantity"]
            line.setdefault("meta_data", []).append({"id": self.new_id(), "key": "_reduced_stock", "value": str(line["quantity"])})
        if not quiet:
            self._tell("order.created", number)
        return number

    def touch(self, number: int, **changes: Any) -> None:
        order = self.orders[number]
        order.update(changes)
        self._modified(order)
        self._tell("order.updated", number)

    def by_hand(self, number: int, amount: str, reason: str = "by hand", **more: Any) -> dict[str, Any]:
        """A person makes a refund in the admin."""
        status, body = self._refund(number, {"amount": amount, "reason": reason, "api_refund": True, "api_restock": False, **more})
        assert status == 201, body
        return body

    def _modified(self, order: dict[str, Any]) -> None:
        at = self._tick()
        order["date_modified_gmt"] = f"{at:%Y-%m-%dT%H:%M:%S}"
        order["date_modified"] = order["date_modified_gmt"]

    def _tell(self, topic: str, number: int) -> None:
        for hook in self.hooks.values():
            if hook["topic"] != topic or hook["status"] != "active":
                continue
            body = json.dumps(self.orders.get(number, {"id": number}) if topic != "order.deleted" else {"id": number}).encode()
            headers = {
                "Content-Type": "application/json", "X-WC-Webhook-Source": f"{self.address}/", "X-WC-Webhook-Topic": topic,
                "X-WC-Webhook-Resource": "order", "X-WC-Webhook-Event": topic.partition(".")[2], "X-WC-Webhook-ID": str(hook["id"]),
                "X-WC-Webhook-Signature": signature_of(hook["secret"], body), "X-WC-Webhook-Delivery-ID": f"{self.new_id():032x}",
            }  # fmt: skip
            self.told.append((headers, body))

    # answers

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, key: str) -> Answer:
        with self.lock:
            if self.before is not None:
                self.before(method, path)
            self.calls.append(f"{method} {path}")
            if path == "/wp-json/":
                return 200, {
                    "name": "Gravur & Garn",
                    "url": self.address,
                    "home": self.address,
                    "timezone_string": "Europe/Berlin",
                    "namespaces": ["wp/v2", "wc/v3"],
                }
            if not path.startswith("/wp-json/wc/v3/"):
                return 404, _wrong("rest_no_route", "No route was found matching the URL and request method.", 404)
            if key != f"{KEY}:{SECRET}":
                return 401, _wrong("woocommerce_rest_authentication_error", "Consumer key is invalid.", 401)
            if method != "GET" and not self.may_write:
                return 401, _wrong("woocommerce_rest_authentication_error", "The API key provided does not have write permissions.", 401)
            return self._route(method, path.removeprefix("/wp-json/wc/v3/"), query, body)

    def _route(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        parts = path.split("/")
        if parts[0] == "orders":
            return self._orders(method, parts[1:], query, body)
        if parts[0] == "products":
            return self._product(method, int(parts[-1]), body)
        if parts[0] == "webhooks":
            return self._webhooks(method, parts[1:], query, body)
        if parts[0] == "payment_gateways":
            supports = self.gateways.get(parts[1])
            return (
                (404, _wrong("woocommerce_rest_payment_gateway_invalid", "Resource does not exist.", 404))
                if supports is None
                else (200, {"id": parts[1], "method_supports": supports})
            )
        fixed = {
            "data/currencies/current": {"code": self.currency}, "settings/general/woocommerce_default_country": {"value": "DE:DE-SN"},
            "settings/products/woocommerce_manage_stock": {"value": "yes"},
        }  # fmt: skip
        return (
            (200, fixed[path])
            if path in fixed
            else (404, _wrong("rest_no_route", "No route was found matching the URL and request method.", 404))
        )

    def _orders(self, method: str, rest: list[str], query: dict[str, str], body: Any) -> Answer:
        if not rest:
            return 200, self._list(query)
        number = int(rest[0])
        order = self.orders.get(number)
        if order is None:
            return 404, _wrong("woocommerce_rest_shop_order_invalid_id", "Invalid ID.", 404)
        if len(rest) == 1:
            return 200, copy.deepcopy(order)
        if rest[1] == "refunds":
            return self._refund(number, body) if method == "POST" else (200, copy.deepcopy(self.refunds[number][::-1]))
        if method == "POST":
            note = {"id": self.new_id(), "author": "system", "note": body["note"], "customer_note": bool(body.get("customer_note"))}
            self.notes[number].append(note)
            return 201, note
        return 200, list(self.notes[number][::-1])

    def _list(self, query: dict[str, str]) -> list[dict[str, Any]]:
        by = "date_modified_gmt" if query.get("orderby") == "modified" else "date_created_gmt"
        after = query.get("modified_after") if by == "date_modified_gmt" else query.get("after")
        left_out = query.get("exclude", "").split(",")
        found = [
            one
            for one in self.orders.values()
            if one["status"] != "trash" and str(one["id"]) not in left_out and (not after or one[by] > after)
        ]
        found.sort(key=lambda one: (one[by], one["id"]), reverse=query.get("order", "desc") != "asc")
        most, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        fields = query.get("_fields", "").split(",") if query.get("_fields") else None
        shown = found[(page - 1) * most : page * most]
        return [copy.deepcopy(one if fields is None else {name: one.get(name) for name in fields}) for one in shown]

    def _refund(self, number: int, body: dict[str, Any]) -> Answer:
        order = self.orders[number]
        amount = Decimal(str(body["amount"]))
        left = Decimal(order["total"]) - sum(Decimal(one["amount"]) for one in self.refunds[number])
        if amount < 0 or amount > left:
            return 500, _wrong("woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.", 500)
        by_gateway = body.get("api_refund", False)  # left out, the captured shop moved nothing; we always say it
        if by_gateway and "refunds" not in self.gateways.get(order.get("payment_method", ""), []):
            said = "The payment gateway for this order does not support automatic refunds."
            return 500, _wrong("woocommerce_rest_cannot_create_order_refund", said, 500)
        at = self._tick()
        made = {
            "id": self.new_id(), "date_created": f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M:%S}", "date_created_gmt": f"{at:%Y-%m-%dT%H:%M:%S}",
            "amount": f"{amount:.2f}", "reason": body.get("reason", ""), "refunded_by": 1, "refunded_payment": bool(by_gateway),
            "meta_data": [{"id": self.new_id(), **one} for one in body.get("meta_data", [])],
            "line_items": [], "shipping_lines": [], "tax_lines": [], "fee_lines": [],
            "_links": {"self": [], "collection": [], "up": []},
        }  # fmt: skip
        for one in body.get("line_items", []):
            self._take_back(order, one, made, restock=body.get("api_restock", True))
        made["tax_lines"] = _tax_lines(order, made, self.new_id)
        self.refunds[number].append(made)
        order["refunds"] = [{"id": one["id"], "reason": one["reason"], "total": f"-{one['amount']}"} for one in self.refunds[number][::-1]]
        if amount == left:
            order["status"] = "refunded"
        self._modified(order)
        self._tell("order.updated", number)
        return 201, copy.deepcopy(made)

    def _take_back(self, order: dict[str, Any], asked: dict[str, Any], made: dict[str, Any], *, restock: bool) -> None:
        taxes = [{"id": one["id"], "total": f"-{Decimal(str(one['refund_total'])):.2f}"} for one in asked.get("refund_tax", [])]
        tax = sum((Decimal(one["total"]) for one in taxes), Decimal(0))
        money = {
            "total": f"-{Decimal(str(asked.get('refund_total', 0))):.2f}",
            "total_tax": f"{tax:.2f}",
            "taxes": [{**one, "subtotal": one["total"]} for one in taxes],
        }
        meta = [
            {
                "id": self.new_id(),
                "key": "_refunded_item_id",
                "value": str(asked["id"]),
                "display_key": "_refunded_item_id",
                "display_value": str(asked["id"]),
            }
        ]
        line = next((one for one in order["line_items"] if one["id"] == asked["id"]), None)
        if line is None:
            made["shipping_lines"].append({"id": self.new_id(), **money, "meta_data": meta})
            return
        units = int(asked.get("quantity", 0))
        if not units and not Decimal(str(asked.get("refund_total", 0))) and not asked.get("refund_tax"):
            return
        made["line_items"].append({
            "id": self.new_id(), "name": line["name"], "product_id": line["product_id"], "variation_id": 0, "quantity": -units, "tax_class": "",
            "subtotal": money["total"], "subtotal_tax": money["total_tax"], **money, "meta_data": meta, "sku": line["sku"],
            "price": float(Decimal(money["total"]) / -units) if units else 0, "image": {"id": "", "src": ""}, "parent_name": None,
        })  # fmt: skip
        reduced = next((one for one in line["meta_data"] if one["key"] == "_reduced_stock"), None)
        if restock and units and reduced is not None and self.products[line["product_id"]]["manage_stock"] is True:
            self.products[line["product_id"]]["stock_quantity"] += units

    def _product(self, method: str, number: int, body: Any) -> Answer:
        product = self.products.get(number)
        if product is None:
            return 404, _wrong("woocommerce_rest_product_invalid_id", "Invalid ID.", 404)
        if method == "PUT":
            product["stock_quantity"] = body.get("stock_quantity", product["stock_quantity"])
            for one in body.get("meta_data", []):
                product["meta_data"] = [old for old in product["meta_data"] if old["key"] != one["key"]] + [{"id": self.new_id(), **one}]
        return 200, copy.deepcopy(product)

    def _webhooks(self, method: str, rest: list[str], query: dict[str, str], body: Any) -> Answer:
        if method == "GET":
            return 200, [{name: value for name, value in one.items() if name != "secret"} for one in self.hooks.values()]
        if method == "POST":
            made = {"id": self.new_id(), "status": "active", **body}
            self.hooks[made["id"]] = made
            self.pings.append(f"webhook_id={made['id']}".encode())
            return 201, {name: value for name, value in made.items() if name != "secret"}
        number = int(rest[0])
        if method == "DELETE":
            return 200, self.hooks.pop(number)
        self.hooks[number] |= body
        return 200, self.hooks[number]


def _tax_lines(order: dict[str, Any], made: dict[str, Any], new_id: Callable[[], int]) -> list[dict[str, Any]]:
    found = []
    for rate in order.get("tax_lines", []):
        sums = [
            sum((Decimal(tax["total"]) for one in made[part] for tax in one["taxes"] if tax["id"] == rate["rate_id"]), Decimal(0))
            for part in ("line_items", "shipping_lines")
        ]
        if any(sums):
            found.append({**rate, "id": new_id(), "tax_total": f"{sums[0]:.2f}", "shipping_tax_total": f"{sums[1]:.2f}"})
    return found


def _wrong(code: str, message: str, status: int) -> dict[str, Any]:
    """As WooCommerce writes it: where it passes 500 on, `data` is the bare number."""
    return {"code": code, "message": message, "data": status if status == 500 else {"status": status}}


class _Handler(BaseHTTPRequestHandler):
    shop: WooShop

    def _do(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else b""
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        key = base64.b64decode(given).decode() if scheme == "Basic" else ""
        fault = next((one for one in self.shop.faults if one.method == self.command and re.search(one.path, parts.path)), None)
        if fault is not None:
            self.shop.faults.remove(fault)
        if fault is not None and not fault.then_dies:
            self._send(fault.status, fault.body, fault.headers)
            return
        status, body = self.shop.answer(self.command, parts.path, dict(parse_qsl(parts.query)), json.loads(raw) if raw else None, key)
        if fault is not None:
            self.close_connection = True
            return
        self._send(status, body, {})

    def _send(self, status: int, body: Any, headers: dict[str, str]) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = _do

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def woo_shop() -> Iterator[WooShop]:
    shop = WooShop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"shop": shop}))
    shop.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
