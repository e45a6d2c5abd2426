"""returnProcess: what came back is dealt with, and paid back where a transfer is named."""

from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin import exchanges, reverse
from makegood.connectors.shopify.twin import returnlines as lines
from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import payload, want
from makegood.connectors.shopify.twin.once import no_key
from makegood.connectors.shopify.twin.refunds import refund_order
from makegood.connectors.shopify.twin.returns import done, no
from makegood.connectors.shopify.twin.store import Document, Shop


def _process(_: Any, info: GraphQLResolveInfo, input: Document) -> dict[str, Any]:
    """What arrived is processed, and refunded where a transfer is named; the return stays OPEN (recorded)."""
    no_key(info)
    shop, found = info.context.shop, want(info.context.shop, input["returnId"], "Return")
    if found is None:
        return no(["input", "returnId"], "Return not found.", "NOT_FOUND")
    if found["status"] != "OPEN":
        return no(["input", "returnId"], "Return is not open.", "INVALID_STATE")
    held = {one["id"]: one for one in found["returnLineItems"]}
    for place, one in enumerate(input.get("returnLineItems") or []):
        where, line = ["input", "returnLineItems", str(place)], held.get(one["id"])
        if line is None:
            return no([*where, "id"], "Return line item not found.", "NOT_FOUND")
        if one["quantity"] > line["quantity"] - line["processedQuantity"]:
            return no([*where, "quantity"], "Quantity is more than what is unprocessed.", "INVALID")
        if errors := reverse.wrong_dispositions(shop, one.get("dispositions") or []):
            return payload(errors, **{"return": None})
    if error := exchanges.wrong_units(found, input.get("exchangeLineItems") or []):
        return payload([error], **{"return": None})
    if transfer := (input.get("financialTransfer") or {}).get("issueRefund"):
        order = shop.find(found["order"])
        assert order is not None
        _, errors = refund_order(shop, order, _refund(shop, found, input, transfer), pending=info.context.mood["mood"] == "refund_pending")
        if errors:
            return payload([{**one, "code": "INVALID"} for one in errors], **{"return": None})
    for one in input.get("returnLineItems") or []:
        held[one["id"]]["processedQuantity"] += one["quantity"]
        reverse.dispose(shop, one.get("dispositions") or [])
    exchanges.process(shop, found, input.get("exchangeLineItems") or [])
    return done(shop, found, "RETURNS_PROCESS")


def _refund(shop: Shop, found: Document, asked: Document, transfer: Document) -> Document:
    """The lines processed and the money named, as a refund of this return; stock moves by dispositions, not by it."""
    held = {one["id"]: one for one in found["returnLineItems"]}
    payments = [
        {"parentId": one["parentId"], "kind": "REFUND", "amount": one["transactionAmount"]["amount"]}
        for one in transfer["orderTransactions"]
    ]
    parts = []
    for one in asked.get("returnLineItems") or []:
        held[one["id"]]["refundedQuantity"] += one["quantity"]
        parts.append({"lineItemId": lines.sold(shop, held[one["id"]]), "quantity": one["quantity"], "restockType": "NO_RESTOCK"})
    shipping = asked.get("refundShipping") or {}
    return {
        "orderId": found["order"], "_return": found["id"], "note": asked.get("note"), "refundLineItems": parts, "transactions": payments,
        "refundMethods": transfer.get("refundMethods") or [], "allowOverRefunding": transfer.get("allowOverRefunding"),
        "currency": (transfer["orderTransactions"] or [{"transactionAmount": {}}])[0]["transactionAmount"].get("currencyCode"),
        "shipping": {"fullRefund": shipping.get("fullRefund"), "amount": (shipping.get("shippingRefundAmount") or {}).get("amount")},
    }  # fmt: skip


FIELDS: dict[str, Resolver] = {"Mutation.returnProcess": _process}
