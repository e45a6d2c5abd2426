"""Returns: REQUESTED, OPEN, CLOSED, and aside CANCELED and DECLINED. What each step demands, and its refusals, as recorded."""

from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin import exchanges
from makegood.connectors.shopify.twin import returnlines as lines
from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import payload, user_error, want
from makegood.connectors.shopify.twin.events import order_changed, tell
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.money import bag, number
from makegood.connectors.shopify.twin.once import no_key
from makegood.connectors.shopify.twin.store import Document, Shop
from makegood.connectors.shopify.twin.sums import returns_of

ID = ["input", "id"]


def _create(_: Any, info: GraphQLResolveInfo, returnInput: Document) -> dict[str, Any]:
    return _new(info, returnInput, "returnInput", "OPEN")


def _request(_: Any, info: GraphQLResolveInfo, input: Document) -> dict[str, Any]:
    return _new(info, input, "input", "REQUESTED")


def _new(info: GraphQLResolveInfo, asked: Document, root: str, status: str) -> dict[str, Any]:
    no_key(info)
    shop: Shop = info.context.shop
    order = want(shop, asked["orderId"], "Order")
    if order is None:
        return no([root, "orderId"], "Order not found.", "NOT_FOUND")
    new = asked.get("exchangeLineItems") or []
    if wrong := lines.wrong(shop, order, asked["returnLineItems"], root) or exchanges.wrong(shop, new, root):
        return payload([wrong], **{"return": None})
    made: Document = {
        "id": shop.new_id("Return"), "name": f"{order['name']}-R{len(returns_of(shop, order)) + 1}", "status": status, "order": order["id"],
        "createdAt": shop.stamp(), "closedAt": None, "requestApprovedAt": None, "decline": None,
        "returnLineItems": [lines.line(shop, order, one) for one in asked["returnLineItems"]],
        "exchangeLineItems": [exchanges.line(shop, one) for one in new], "returnShippingFees": [],
    }  # fmt: skip
    if fee := asked.get("returnShippingFee"):
        made["returnShippingFees"] = [{"id": shop.new_id("Fee"), "amountSet": bag(number(fee["amount"]["amount"]), order)}]
    shop.put(made)
    if status == "OPEN":
        _open(shop, made)
    return done(shop, made, "RETURNS_APPROVE" if status == "OPEN" else "RETURNS_REQUEST")


def _open(shop: Shop, found: Document) -> None:
    found["status"], found["requestApprovedAt"] = "OPEN", shop.stamp()
    shop.put({
        "id": shop.new_id("ReverseFulfillmentOrder"), "order": found["order"], "_return": found["id"], "status": "OPEN",
        "lineItems": [
            {"id": shop.new_id("ReverseFulfillmentOrderLineItem"), "totalQuantity": one["quantity"], "dispositions": [],
             "fulfillmentLineItem": one["fulfillmentLineItem"], "_line": one["id"]}
            for one in found["returnLineItems"]
        ],
    })  # fmt: skip


def _approve(_: Any, info: GraphQLResolveInfo, input: Document) -> dict[str, Any]:
    no_key(info)
    shop, found = info.context.shop, want(info.context.shop, input["id"], "Return")
    if found is None:
        return no(ID, "Return not found.", "NOT_FOUND")
    if found["status"] != "REQUESTED":
        return no(ID, "Return is not approvable. Only returns with status REQUESTED can be approved.", "INVALID_STATE")
    _open(shop, found)
    return done(shop, found, "RETURNS_APPROVE")


def _decline(_: Any, info: GraphQLResolveInfo, input: Document) -> dict[str, Any]:
    no_key(info)
    shop, found = info.context.shop, want(info.context.shop, input["id"], "Return")
    if found is None:
        return no(ID, "Return not found.", "NOT_FOUND")
    if found["status"] == "DECLINED":
        return no(ID, "The return is already declined.", "INVALID_STATE")
    if found["status"] != "REQUESTED":
        return no(ID, "Return is not declinable. Only non-refunded returns with status REQUESTED can be declined.", "INVALID_STATE")
    found |= {"status": "DECLINED", "decline": {"reason": input["declineReason"], "note": input.get("declineNote")}}
    return done(shop, found, "RETURNS_DECLINE")


def _step(states: tuple[str, ...], to: str, topic: str, word: str) -> Resolver:
    """Cancel, close and reopen. That they go as recorded is sure; the words of their refusals are ours."""

    def step(_: Any, info: GraphQLResolveInfo, id: str, notifyCustomer: bool = False) -> dict[str, Any]:
        no_key(info)
        shop, found = info.context.shop, want(info.context.shop, id, "Return")
        if found is None:
            return no(["id"], "Return not found.", "NOT_FOUND")
        moved = any(
            one["processedQuantity"] or one.get("refundedQuantity") for one in (*found["returnLineItems"], *found["exchangeLineItems"])
        )
        if found["status"] not in states or (to == "CANCELED" and moved):
            return no(["id"], f"Return is not {word}.", "INVALID_STATE")
        move(shop, found, to)
        return done(shop, found, topic)

    return step


def move(shop: Shop, found: Document, to: str) -> None:
    found["status"], found["closedAt"] = to, shop.stamp() if to == "CLOSED" else None
    for one in reverse_orders(shop, found):
        one["status"] = {"CLOSED": "CLOSED", "CANCELED": "CANCELED"}.get(to, "OPEN")
        shop.put(one)


def _remove(_: Any, info: GraphQLResolveInfo, returnId: str, returnLineItems: Any = None, exchangeLineItems: Any = None) -> dict[str, Any]:
    no_key(info)
    shop, found = info.context.shop, want(info.context.shop, returnId, "Return")
    if found is None:
        return no(["returnId"], "Return not found.", "NOT_FOUND")
    held = {one["id"]: one for one in found["returnLineItems"]}
    for place, one in enumerate(returnLineItems or []):
        line = held.get(one["returnLineItemId"])
        if line is None:
            return no(["returnLineItems", str(place), "returnLineItemId"], "Return line item not found.", "NOT_FOUND")
        if one["quantity"] > line["quantity"] - line["processedQuantity"]:
            return no(["returnLineItems", str(place), "quantity"], "Quantity is more than what can be removed.", "INVALID")
    new = {one["id"]: one for one in found["exchangeLineItems"]}
    for place, one in enumerate(exchangeLineItems or []):
        if one["exchangeLineItemId"] not in new:
            return no(["exchangeLineItems", str(place), "exchangeLineItemId"], "Exchange line item not found.", "NOT_FOUND")
        if one["quantity"] > new[one["exchangeLineItemId"]]["quantity"] - new[one["exchangeLineItemId"]]["processedQuantity"]:
            return no(["exchangeLineItems", str(place), "quantity"], "Quantity is more than what can be removed.", "INVALID")
    for one in returnLineItems or []:
        held[one["returnLineItemId"]]["quantity"] -= one["quantity"]
    for one in exchangeLineItems or []:
        new[one["exchangeLineItemId"]]["quantity"] -= one["quantity"]
    found["exchangeLineItems"] = [one for one in found["exchangeLineItems"] if one["quantity"] > 0]
    found["returnLineItems"] = [one for one in found["returnLineItems"] if one["quantity"] > 0]
    if not found["returnLineItems"]:
        move(shop, found, "CLOSED")
    return done(shop, found, "RETURNS_UPDATE")


def done(shop: Shop, found: Document, topic: str) -> dict[str, Any]:
    shop.put(found)
    tell(shop, topic, found)
    order = shop.find(found["order"])
    assert order is not None
    order_changed(shop, order)
    return payload(**{"return": found})


def no(field: list[str], message: str, code: str) -> dict[str, Any]:
    return payload([user_error(field, message, code)], **{"return": None})


def reverse_orders(shop: Shop, found: Document) -> list[Document]:
    return [one for one in shop.all("ReverseFulfillmentOrder") if one["_return"] == found["id"]]


def _refunds(found: Document, info: GraphQLResolveInfo, **args: Any) -> Any:
    order = info.context.shop.find(found["order"])
    return page([one for one in order["refunds"] if one.get("_return") == found["id"]], info.context, args, named="refunds")


def _payments(found: Document, info: GraphQLResolveInfo, **args: Any) -> Any:
    order = info.context.shop.find(found["order"])
    named = [gid for one in order["refunds"] if one.get("_return") == found["id"] for gid in one["transactions"]]
    return page(named, info.context, args, named="transactions")


FIELDS: dict[str, Resolver] = {
    "QueryRoot.return": lambda _, info, id: want(info.context.shop, id, "Return"),
    "QueryRoot.returnableFulfillment": lines.one_returnable,
    "QueryRoot.returnableFulfillments": lines.returnable,
    "Mutation.returnCreate": _create,
    "Mutation.returnRequest": _request,
    "Mutation.returnApproveRequest": _approve,
    "Mutation.returnDeclineRequest": _decline,
    "Mutation.returnCancel": _step(("REQUESTED", "OPEN"), "CANCELED", "RETURNS_CANCEL", "cancelable"),
    "Mutation.returnClose": _step(("OPEN",), "CLOSED", "RETURNS_CLOSE", "closable"),
    "Mutation.returnReopen": _step(("CLOSED",), "OPEN", "RETURNS_REOPEN", "reopenable"),
    "Mutation.removeFromReturn": _remove,
    "Return.totalQuantity": lambda found, info: sum(one["quantity"] for one in found["returnLineItems"]),
    "Return.refunds": _refunds,
    "Return.transactions": _payments,
    "Return.reverseFulfillmentOrders": lambda found, info, **args: page(
        reverse_orders(info.context.shop, found), info.context, args, named="reverseFulfillmentOrders"
    ),
    **lines.FIELDS,
    **exchanges.FIELDS,
}
