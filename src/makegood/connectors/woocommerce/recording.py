"""A refund that was paid outside the shop is written down in WooCommerce: its gateway is asked for nothing (`api_refund` false).

WooCommerce knows no idempotency keys. Our errand's key stands in the refund's reason and meta, and the order's refunds are read before and
after, as with those that its gateway pays (payments.py). One there that we do not know may be this one, written down by a person: nothing
is written until it is known.
"""

from collections.abc import Callable
from typing import Any

from makegood.apps.mirror.ports import Telling, Told
from makegood.apps.settlement.ports import RefundLine, RefundOrder
from makegood.base.http import Reply
from makegood.base.loose import part, text
from makegood.connectors.woocommerce.after import KEY
from makegood.connectors.woocommerce.client import WooCommerce, code_of, said_by
from makegood.connectors.woocommerce.payments import NOT_CREATED, is_money, with_key
from makegood.connectors.woocommerce.refunds import refund_body
from makegood.connectors.woocommerce.told import looked, not_sent, of_write


class WrittenDown:
    def __init__(self, shop: WooCommerce) -> None:
        self.shop = shop

    def record(self, telling: Telling, *, write: bool) -> Told:
        order, failed = self._look(telling)
        if failed is not None:
            return not_sent(failed) if write else failed
        mine = with_key(order["refunds"], telling.key)
        if mine is not None:
            return _done(mine)
        if not write:
            return Told("not_known")
        if any(is_money(one) and text(one.get("id"), 60) not in telling.known for one in order["refunds"]):
            return Told("later", problem="unseen_refund")
        reply = self.shop.call("POST", f"orders/{telling.order}/refunds", body=_body(order, telling), timeout_s=60.0)
        if reply.outcome == "answered":
            return _done(reply.body) if isinstance(reply.body, dict) else Told("unknown", problem="unreadable")
        return self._refused(telling, reply) if code_of(reply) == NOT_CREATED else of_write(reply)

    def undo(self, telling: Telling, *, note: Callable[[Telling], Told] | None) -> Told:
        """`parent`: the refund's id there. Where it is gone, somebody has done it; otherwise a note says what to do, and a person does it."""
        order, failed = self._look(telling)
        if failed is not None:
            return not_sent(failed) if note is not None else failed
        if telling.parent and not any(text(one.get("id"), 60) == telling.parent for one in order["refunds"]):
            return Told("done")
        if note is None:
            return Told("not_known")
        told = note(telling)
        return Told("failed", problem="undo_there") if told.state == "done" else told

    def _look(self, telling: Telling) -> tuple[dict[str, Any], Told | None]:
        """(the order with its refunds, None), or ({}, what came of asking)."""
        order = self.shop.call("GET", f"orders/{telling.order}")
        refunds = self.shop.call("GET", f"orders/{telling.order}/refunds", {"per_page": "100"}) if order.outcome == "answered" else order
        if refunds.outcome != "answered" or not isinstance(order.body, dict) or not isinstance(refunds.body, list):
            return {}, looked(refunds)
        return {**order.body, "refunds": [part(one) for one in refunds.body]}, None

    def _refused(self, telling: Telling, reply: Reply) -> Told:
        """Its way to say no, with HTTP 500. Read back: it may have stumbled over something else after it was written."""
        order, failed = self._look(telling)
        mine = None if failed is not None else with_key(order["refunds"], telling.key)
        if failed is not None:
            return Told("unknown", problem=failed.problem)
        return _done(mine) if mine is not None else Told("failed", problem="refused", words=said_by(reply))


def _body(order: dict[str, Any], telling: Telling) -> dict[str, Any]:
    """Pieces are named without going into stock: that is an errand of its own (dispose_units)."""
    lines = tuple(RefundLine(one.line, one.quantity) for one in telling.units)
    asked = RefundOrder(
        telling.key, "", telling.amount_minor, telling.currency, telling.case, lines=lines, shipping_minor=telling.shipping_minor
    )
    return refund_body(order, asked) | {"api_refund": False, "meta_data": [{"key": KEY, "value": telling.key}]}


def _done(refund: dict[str, Any]) -> Told:
    ref = str(refund["id"]) if isinstance(refund.get("id"), int) else ""
    return Told("done", ref=ref) if ref else Told("unknown", problem="unreadable")
