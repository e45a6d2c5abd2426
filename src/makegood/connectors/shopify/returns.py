"""ShopSystemPort: a case as a Shopify return. None of these operations documents a key, so each looks first: what stands there is done.

A return of ours is known by our key in its lines' notes; deliveries, dispositions and states by what they say. The looks go through
`returnstate`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from makegood.apps.mirror.ports import Telling, Told, Units
from makegood.connectors.shopify import exchange
from makegood.connectors.shopify.client import Answer, Shopify, part
from makegood.connectors.shopify.giftcards import give_card
from makegood.connectors.shopify.money import name_of, nodes
from makegood.connectors.shopify.orderside import OrderSide
from makegood.connectors.shopify.recording import WrittenDown
from makegood.connectors.shopify.returnstate import ReturnState, Stopped, ask, change, gid

_REASONS = {
    "change_of_mind": "UNWANTED", "defective": "DEFECTIVE", "damaged_in_transit": "DEFECTIVE", "wrong_item": "WRONG_ITEM",
    "not_as_described": "NOT_AS_DESCRIBED", "customization_error": "NOT_AS_DESCRIBED",
}  # fmt: skip
_TYPES = {"stock": "RESTOCKED", "look_further": "PROCESSING_REQUIRED", "not_stock": "NOT_RESTOCKED", "missing": "MISSING"}


class ShopifyReturns:
    name = "shopify"

    def __init__(self, shop: Shopify) -> None:
        self.shop = shop
        beside = OrderSide(shop)
        refunds = WrittenDown(shop, beside)
        self._steps: dict[str, Callable[[Telling, bool], Told]] = {
            "open_return": self._open, "ask_return": self._open, "grant_return": self._state, "refuse_return": self._state,
            "cancel_return": self._state, "close_return": self._state, "announce_parcel": self._announce, "track_parcel": self._announce,
            "dispose_units": self._dispose, "finish_units": self._finish, "give_credit": beside.credit, "note_order": beside.note,
            "give_card": lambda telling, act: give_card(self.shop, telling, act),
            "reopen_return": self._state, "send_new": self._new, "take_out_new": self._new,
            "record_refund": refunds.record, "undo_refund": refunds.undo,
        }  # fmt: skip

    def tell(self, telling: Telling) -> Told:
        return self._go(telling, act=True)

    def look(self, telling: Telling) -> Told:
        """To look says only what is there: whatever else comes of it leaves the outcome as unknown as it was."""
        told = self._go(telling, act=False)
        return told if told.state in ("done", "not_known") else replace(told, state="unknown")

    def order_page(self, order: str) -> str:
        return f"https://{urlsplit(self.shop.address).netloc}/admin/orders/{order}"

    def _go(self, telling: Telling, *, act: bool) -> Told:
        step = self._steps.get(telling.kind)
        if step is None:
            return Told("failed", problem="not_served")
        try:
            return step(telling, act)
        except Stopped as stopped:
            return stopped.told

    def _open(self, telling: Telling, act: bool) -> Told:
        """A return of our own: found by our key, or opened for what Shopify says can be returned."""
        mine = next((one for one in _returns(self.shop, telling.order) if telling.key in _notes(one)), None)
        if mine is not None:
            return Told("done", ref=name_of(mine.get("id")), name=str(mine.get("name") or ""))
        if not act:
            return Told("not_known")
        lines = _returnable(self.shop, telling)
        asked: dict[str, Any] = {"orderId": gid("Order", telling.order), "returnLineItems": lines}
        mark = f"makegood {telling.case} ({telling.key})"
        is_open = telling.kind == "open_return"
        if new := exchange.exchange_lines(self.shop, telling.new):
            asked["exchangeLineItems"] = new
        for line in lines:
            line |= {"returnReasonNote": mark} if is_open else {"customerNote": mark}
        answer = change(self.shop, "return_open" if is_open else "return_ask", {"input": asked})
        return _of_return(answer)

    def _state(self, telling: Telling, act: bool) -> Told:
        """Granted, refused, cancelled, closed or opened again: the return's own state says it."""
        wanted, name, more = {
            "grant_return": (("OPEN", "CLOSED"), "return_grant", {}), "refuse_return": (("DECLINED", "CANCELED"), "return_refuse", {"note": f"makegood {telling.case}"}),
            "cancel_return": (("CANCELED", "CLOSED", "DECLINED"), "return_cancel", {}), "close_return": (("CLOSED", "CANCELED"), "return_close", {}),
            "reopen_return": (("OPEN",), "return_reopen", {}),
        }[telling.kind]  # fmt: skip
        found = self._mine(telling)
        if found.status in wanted:
            return Told("done", ref=found.id, name=found.name)
        if not act:
            return Told("not_known")
        return _of_return(change(self.shop, name, {"id": gid("Return", found.id), **more}))

    def _new(self, telling: Telling, act: bool) -> Told:
        step = exchange.send_new if telling.kind == "send_new" else exchange.take_out
        return step(self.shop, self._mine(telling), telling, act)

    def _announce(self, telling: Telling, act: bool) -> Told:
        """The parcel on its way: its label, its number. Where neither is known there is nothing to announce yet."""
        if not telling.tracking and not telling.label:
            return Told("done")
        found = self._mine(telling)
        goods, ids = found.goods_of(telling.units)
        delivery = next((one for one in found.deliveries() if ids & found.pieces_of(one)), None)
        number = part(part(part(delivery).get("deliverable")).get("tracking")).get("number")
        if delivery is not None and (not telling.tracking or number == telling.tracking):
            return Told("done", ref=name_of(delivery.get("id")))
        if not act:
            return Told("not_known")
        tracking = {"number": telling.tracking} if telling.tracking else None
        if delivery is not None:
            change(self.shop, "delivery_track", {"id": delivery["id"], "tracking": tracking})
            return Told("done", ref=name_of(delivery.get("id")))
        units = [{"reverseFulfillmentOrderLineItemId": one["id"], "quantity": found.coming(one)} for one in goods if found.coming(one)]
        label = {"fileUrl": telling.label} if telling.label else None
        answer = change(self.shop, "delivery_make", {"order": found.goods_id(), "units": units, "tracking": tracking, "label": label})
        return Told("done", ref=name_of(part(part(answer.data.get("reverseDeliveryCreateWithShipping")).get("reverseDelivery")).get("id")))

    def _dispose(self, telling: Telling, act: bool) -> Told:
        found = self._mine(telling)
        wanted = []
        for unit in telling.units:
            kind, goods = _TYPES[unit.disposed], found.goods_of((unit,))[0]
            missing = unit.already + unit.quantity - sum(found.disposed(one, kind) for one in goods)
            for one in goods:
                units = min(missing, int(one.get("totalQuantity") or 0) - found.disposed(one))
                if units > 0:
                    missing -= units
                    wanted.append((one["id"], units, kind, unit))
        if not wanted:
            return Told("done", ref=found.id, name=found.name)
        if not act:
            return Told("not_known")
        if any(kind == "RESTOCKED" and not unit.place for _, _, kind, unit in wanted):
            return Told("failed", problem="place_unknown")
        change(self.shop, "dispose", {"units": [
            {"reverseFulfillmentOrderLineItemId": line, "quantity": units, "dispositionType": kind}
            | ({"locationId": unit.place} if kind == "RESTOCKED" else {})
            for line, units, kind, unit in wanted
        ]})  # fmt: skip
        return Told("done", ref=found.id, name=found.name)

    def _finish(self, telling: Telling, act: bool) -> Told:
        found = self._mine(telling)
        lines = [
            {"id": line["id"], "quantity": units}
            for unit in telling.units for line in found.lines_of(unit)
            if (units := min(unit.already + unit.quantity - found.processed(line), int(line.get("processableQuantity") or 0))) > 0
        ]  # fmt: skip
        if not lines:
            return Told("done", ref=found.id, name=found.name)
        if not act:
            return Told("not_known")
        return _of_return(change(self.shop, "return_process", {"input": {
            "returnId": gid("Return", found.id), "returnLineItems": lines, "notifyCustomer": False,
        }}))  # fmt: skip

    def _mine(self, telling: Telling) -> ReturnState:
        """The errand's return; where a person opened it there, the order's only open one for these pieces."""
        number = telling.parent
        if not number:
            wanted = {unit.line for unit in telling.units}
            fits = [
                one for one in _returns(self.shop, telling.order)
                if one.get("status") in ("OPEN", "REQUESTED") and (not wanted or wanted & _lines(one))
            ]  # fmt: skip
            if len(fits) != 1:
                raise Stopped(Told("failed", problem="return_unknown"))
            number = name_of(fits[0].get("id"))
        found = part(ask(self.shop, "return_look", {"id": gid("Return", number)}).get("return"))
        if not found:
            raise Stopped(Told("failed", problem="return_unknown"))
        return ReturnState(found)


def _of_return(answer: Answer) -> Told:
    found = next((part(part(one).get("return")) for one in answer.data.values()), {})
    return Told("done", ref=name_of(found.get("id")), name=str(found.get("name") or "")) if found else Told("unknown", problem="unreadable")


def _returns(shop: Shopify, order: str) -> list[dict[str, Any]]:
    found = part(ask(shop, "returns_of_order", {"id": gid("Order", order)}).get("order"))
    if not found:
        raise Stopped(Told("failed", problem="order_unknown"))
    return nodes(found.get("returns"))


def _notes(found: dict[str, Any]) -> str:
    return " ".join(
        str(line.get(name) or "") for line in nodes(found.get("returnLineItems")) for name in ("returnReasonNote", "customerNote")
    )


def _lines(found: dict[str, Any]) -> set[str]:
    return {name_of(part(part(line.get("fulfillmentLineItem")).get("lineItem")).get("id")) for line in nodes(found.get("returnLineItems"))}


def _returnable(shop: Shopify, telling: Telling) -> list[dict[str, Any]]:
    """ReturnLineItemInput for the pieces, from whichever parcels they were sent in. Stopped where fewer can be returned."""
    left = [
        [name_of(part(part(line.get("fulfillmentLineItem")).get("lineItem")).get("id")), part(line.get("fulfillmentLineItem")).get("id"), int(line.get("quantity") or 0)]
        for parcel in nodes(ask(shop, "returnable", {"id": gid("Order", telling.order)}).get("returnableFulfillments"))
        for line in _all_lines(shop, parcel)
    ]  # fmt: skip
    found: list[dict[str, Any]] = []
    for unit in telling.units:
        missing = _take(unit, left, found)
        if missing:
            raise Stopped(Told("failed", problem="nothing_returnable"))
    return found


def _all_lines(shop: Shopify, parcel: dict[str, Any]) -> list[dict[str, Any]]:
    """What can be returned of a parcel, page by page."""
    lines = part(parcel.get("returnableFulfillmentLineItems"))
    found = nodes(lines)
    while (page := part(lines.get("pageInfo"))).get("hasNextPage"):
        more = part(ask(shop, "returnable_lines", {"id": parcel.get("id"), "after": page.get("endCursor")}).get("returnableFulfillment"))
        lines = part(more.get("returnableFulfillmentLineItems"))
        if not nodes(lines):
            raise Stopped(Told("later", problem="unreadable"))
        found += nodes(lines)
    return found


def _take(unit: Units, left: list[list[Any]], found: list[dict[str, Any]]) -> int:
    missing = unit.quantity
    for sent in left:
        units = min(missing, sent[2]) if sent[0] == unit.line else 0
        if units > 0:
            missing, sent[2] = missing - units, sent[2] - units
            found.append({"fulfillmentLineItemId": sent[1], "quantity": units, "returnReason": _REASONS.get(unit.reason, "OTHER")})
    return missing
