"""A refund that was paid outside Shopify is written down there, without moving money: refundCreate on a payment of a manual gateway.

On a payment that Shopify's own gateway took the same call would pay a second time. There the order gets a note, and a person does the rest.
"""

from dataclasses import replace
from typing import Any

from makegood.apps.mirror.ports import Telling, Told
from makegood.apps.settlement.ports import RefundLine
from makegood.connectors.shopify.client import Shopify, part
from makegood.connectors.shopify.money import name_of, nodes
from makegood.connectors.shopify.orderside import OrderSide
from makegood.connectors.shopify.payments import lines, unseen, with_key
from makegood.connectors.shopify.returnstate import Stopped, ask, change, gid
from makegood.kernel.money import text_from_minor


class WrittenDown:
    def __init__(self, shop: Shopify, beside: OrderSide) -> None:
        self.shop, self.beside = shop, beside

    def record(self, telling: Telling, act: bool) -> Told:
        order = self._order(telling)
        mine = with_key(order, telling.key)
        if mine is not None:
            return Told("done", ref=name_of(mine.get("id")))
        if not act:
            return Told("not_known")
        if any(unseen(one, telling.known) for one in nodes(order.get("refunds"))):
            return Told("later", problem="unseen_refund")
        moves = _moves(order, telling)
        if moves is None:
            said = self._note(telling, f"{_money(telling)} refunded outside Shopify")
            return Told("failed", problem="cant_record") if said.state == "done" else said
        asked: dict[str, Any] = {
            "orderId": gid("Order", telling.order), "currency": telling.currency, "note": f"makegood {telling.case} ({telling.key})",
            "notify": False, "transactions": moves,
            "refundLineItems": lines([RefundLine(one.line, one.quantity) for one in telling.units], self._sold(order, telling)),
        }  # fmt: skip
        if telling.shipping_minor:
            asked["shipping"] = {"amount": text_from_minor(telling.shipping_minor, telling.currency)}
        answer = change(self.shop, "refund_make", {"key": telling.key, "input": asked})
        made = part(part(answer.data.get("refundCreate")).get("refund"))
        return Told("done", ref=name_of(made.get("id"))) if made else Told("unknown", problem="unreadable")

    def undo(self, telling: Telling, act: bool) -> Told:
        """`parent`: the refund's id there. A refund can't be taken back in Shopify: a note says so, and a person does what is to be done."""
        if telling.parent and not any(name_of(one.get("id")) == telling.parent for one in nodes(self._order(telling).get("refunds"))):
            return Told("done")
        if not act:
            return Told("not_known")
        said = self.beside.note(telling, True)
        return Told("failed", problem="undo_there") if said.state == "done" else said

    def _sold(self, order: dict[str, Any], telling: Telling) -> list[dict[str, Any]]:
        """The order's lines, page by page until all that are named are among them."""
        page = part(order.get("lineItems"))
        sold, wanted = nodes(page), {one.line for one in telling.units}
        while (more := part(page.get("pageInfo"))).get("hasNextPage") and not wanted <= {name_of(one.get("id")) for one in sold}:
            found = ask(self.shop, "refund_pieces", {"id": gid("Order", telling.order), "after": more.get("endCursor")})
            page = part(part(found.get("order")).get("lineItems"))
            if not nodes(page):
                raise Stopped(Told("later", problem="unreadable"))
            sold += nodes(page)
        return sold

    def _order(self, telling: Telling) -> dict[str, Any]:
        found = part(ask(self.shop, "refund_look", {"id": gid("Order", telling.order)}).get("order"))
        if not found:
            raise Stopped(Told("failed", problem="order_unknown"))
        return found

    def _note(self, telling: Telling, what: str) -> Told:
        return self.beside.note(replace(telling, text=f"makegood {telling.case}: {what} ({telling.key})", tags=()), True)


def _money(telling: Telling) -> str:
    return f"{text_from_minor(telling.amount_minor, telling.currency)} {telling.currency}"


def _moves(order: dict[str, Any], telling: Telling) -> list[dict[str, Any]] | None:
    """A transaction for each payment that it is of; None where one of them is not a manual gateway's, or nobody knows which it is."""
    paid = {name_of(one.get("id")): one for one in nodes(order.get("transactions")) if one.get("kind") in ("SALE", "CAPTURE")}
    parts = list(telling.payments)
    if sum(amount for _name, amount in parts) != telling.amount_minor and len(paid) == 1:
        parts = [(next(iter(paid)), telling.amount_minor)]
    known = [(paid.get(name, {}), amount) for name, amount in parts]
    if sum(amount for _, amount in known) != telling.amount_minor or any(one.get("manualPaymentGateway") is not True for one, _ in known):
        return None
    return [
        {
            "orderId": gid("Order", telling.order), "parentId": one["id"], "gateway": str(one.get("gateway") or ""), "kind": "REFUND",
            "amount": text_from_minor(amount, telling.currency),
        }
        for one, amount in known
    ]  # fmt: skip
