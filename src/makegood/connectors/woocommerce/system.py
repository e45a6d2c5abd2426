"""ShopSystemPort: a WooCommerce shop is told of a case by notes on its order, and of pieces that are back in stock.

WooCommerce knows no idempotency keys and no returns. A note bears its errand's key and is looked for first. A stock is raised in one call
that also writes the key into the product's meta: so whether it was raised can be read, whatever became of the answer. Between the reading
of a stock and the writing somebody may buy the last piece: WooCommerce's API has no "add to stock" for a product. Where pieces are back before the
money leaves, the refund itself restocks them (refunds.py), which WooCommerce counts up by itself.
"""

import html
import re
from typing import Any

from makegood.apps.mirror.ports import Telling, Told
from makegood.base.loose import text
from makegood.connectors.woocommerce.client import WooCommerce
from makegood.connectors.woocommerce.money import lists
from makegood.connectors.woocommerce.recording import WrittenDown
from makegood.connectors.woocommerce.told import looked, not_sent, of_write
from makegood.kernel.refusal import Refusal

STOCKED = "_makegood_restocked"  # the keys of the last errands that raised this product's stock, with commas between
MOST_KEYS = 100
_TAGS = re.compile(r"<[^>]*>")


class WooSystem:
    name = "woocommerce"

    def __init__(self, shop: WooCommerce) -> None:
        self.shop = shop
        self._refunds = WrittenDown(shop)

    def tell(self, telling: Telling) -> Told:
        if telling.kind == "note_order":
            return self._note(telling)
        if telling.kind == "dispose_units":
            return self._stock(telling, write=True)
        if telling.kind == "record_refund":
            return self._refunds.record(telling, write=True)
        if telling.kind == "undo_refund":
            return self._refunds.undo(telling, note=self._note)
        return Told("failed", problem="not_served")

    def look(self, telling: Telling) -> Told:
        if telling.kind == "note_order":
            return self._look_for_note(telling)
        if telling.kind == "record_refund":
            return self._refunds.record(telling, write=False)
        if telling.kind == "undo_refund":
            return self._refunds.undo(telling, note=None)
        return self._stock(telling, write=False)

    def order_page(self, order: str) -> str:
        return f"{self.shop.address}/wp-admin/post.php?post={order}&action=edit" if order.isdigit() else ""

    def _note(self, telling: Telling) -> Told:
        found = self._look_for_note(telling)
        if found.state != "not_known":
            return not_sent(found)
        note = html.escape(f"{telling.text or telling.case} {telling.page}".strip(), quote=False)
        reply = self.shop.call("POST", f"orders/{telling.order}/notes", body={"note": f"{note} ({telling.key})", "customer_note": False})
        if reply.outcome != "answered":
            return of_write(reply)
        made = reply.body if isinstance(reply.body, dict) else {}
        return Told("done", ref=_id(made)) if _id(made) else Told("unknown", problem="unreadable")

    def _look_for_note(self, telling: Telling) -> Told:
        reply = self.shop.call("GET", f"orders/{telling.order}/notes", {"type": "internal"})
        if reply.outcome != "answered":
            return looked(reply)
        notes = reply.body if isinstance(reply.body, list) else []
        mine = next((one for one in notes if isinstance(one, dict) and telling.key in _TAGS.sub("", str(one.get("note")))), None)
        return Told("not_known") if mine is None else Told("done", ref=_id(mine))

    def _stock(self, telling: Telling, *, write: bool) -> Told:
        """Every product in turn; those that were raised before are passed. `done` only where all were."""
        wanted = [one for one in telling.units if one.disposed == "stock" and one.quantity > 0]
        if not wanted:
            return Told("done")  # what is no stock is not written there
        reply = self.shop.call("GET", f"orders/{telling.order}")
        if reply.outcome != "answered" or not isinstance(reply.body, dict):
            return not_sent(looked(reply)) if write else looked(reply)
        try:
            pieces = _pieces(reply.body, wanted)
        except Refusal:
            return Told("failed", problem="unreadable")
        for place, units in pieces.items():
            told = self._raise(place, units, f"{telling.key}", write=write)
            if told.state != "done":
                return told
        return Told("done")

    def _raise(self, place: str, units: int, key: str, *, write: bool) -> Told:
        """`place`: products/ID or products/ID/variations/ID. A variation whose stock its product keeps is raised there."""
        reply = self.shop.call("GET", place)
        if reply.outcome != "answered" or not isinstance(reply.body, dict):
            return not_sent(looked(reply, gone="not_known")) if write else looked(reply, gone="not_known")
        if reply.body.get("manage_stock") == "parent":
            return self._raise(place.partition("/variations/")[0], units, key, write=write)
        stock = reply.body.get("stock_quantity")
        if reply.body.get("manage_stock") is not True or not isinstance(stock, int):
            return Told("done", name="stock not kept")  # the shop counts no pieces of it
        keys = _keys(reply.body)
        if key in keys:
            return Told("done")
        if not write:
            return Told("not_known")
        body = {"stock_quantity": stock + units, "meta_data": [{"key": STOCKED, "value": ",".join([*keys, key][-MOST_KEYS:])}]}
        answer = self.shop.call("PUT", place, body=body)
        if answer.outcome != "answered":
            return of_write(answer)
        return Told("done") if isinstance(answer.body, dict) and key in _keys(answer.body) else Told("unknown", problem="unreadable")


def _pieces(order: dict[str, Any], wanted: list[Any]) -> dict[str, int]:
    """{address of a product: pieces}. A line whose product is gone is left out: nothing can be raised."""
    lines = {text(one.get("id"), 120): one for one in lists(order, "line_items")}
    found: dict[str, int] = {}
    for one in wanted:
        line = lines.get(one.line, {})
        product, variation = line.get("product_id"), line.get("variation_id")
        if isinstance(product, int) and product > 0:
            place = f"products/{product}" + (f"/variations/{variation}" if isinstance(variation, int) and variation > 0 else "")
            found[place] = found.get(place, 0) + one.quantity
    return found


def _keys(product: dict[str, Any]) -> list[str]:
    value = next((one.get("value") for one in product.get("meta_data") or [] if isinstance(one, dict) and one.get("key") == STOCKED), "")
    return [one for one in str(value or "").split(",") if one]


def _id(row: dict[str, Any]) -> str:
    return str(row["id"]) if isinstance(row.get("id"), int) else ""
