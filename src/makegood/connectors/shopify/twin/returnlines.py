"""The lines of a return: what may come back, for what reason, at which fee."""

from decimal import Decimal
from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import user_error, want
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.money import bag, of, rounded, total
from makegood.connectors.shopify.twin.store import Document, Shop
from makegood.connectors.shopify.twin.sums import order_of, returns_of

COUNTED = ("REQUESTED", "OPEN", "CLOSED")  # a declined or cancelled return sets its lines free
EITHER = "Return line items Either return reason or return reason definition must be provided"
NOTE = 'Return line items return reason note The note is required when the return reason is "Other"'


def wrong(shop: Shop, order: Document, asked: list[Document], root: str) -> Document | None:
    """The first thing that is wrong with these lines, as recorded; of quantities the words are ours."""
    if not asked:
        return user_error([root, "returnLineItems"], "Return line items can't be blank", "BLANK")
    taken: dict[str, int] = {}
    for place, one in enumerate(asked):
        where = [root, "returnLineItems", str(place)]
        if found := _wrong_reason(shop, one, where, requested=root == "input"):
            return found
        sold = want(shop, one["fulfillmentLineItemId"], "FulfillmentLineItem")
        if sold is None or (shop.find(sold["_fulfillment"]) or {}).get("order") != order["id"]:
            return user_error([*where, "fulfillmentLineItemId"], "Fulfillment line item not found.", "NOT_FOUND")
        taken[sold["id"]] = taken.get(sold["id"], 0) + one["quantity"]
        if one["quantity"] < 1 or taken[sold["id"]] > left(shop, order, sold):
            return user_error([*where, "quantity"], "Quantity is more than what can be returned.", "INVALID")
    return None


def _wrong_reason(shop: Shop, one: Document, where: list[str], *, requested: bool) -> Document | None:
    definition = one.get("returnReasonDefinitionId")
    reason = (want(shop, definition, "ReturnReasonDefinition") or {}).get("_word") if definition else one.get("returnReason")
    if not reason:
        if requested:
            return user_error([*where, "returnReason"], "Return reason can't be blank", "BLANK")
        return user_error(where, EITHER, "NOT_FOUND")
    if not requested and reason == "OTHER" and not (one.get("returnReasonNote") or "").strip():
        return user_error([*where, "returnReasonNote"], NOTE, "BLANK")
    return None


def line(shop: Shop, order: Document, one: Document) -> Document:
    known = shop.all("ReturnReasonDefinition")
    definition = shop.find(one.get("returnReasonDefinitionId")) or next((d for d in known if d["_word"] == one.get("returnReason")), None)
    reason = one.get("returnReason") or (definition or {"_word": "UNKNOWN"})["_word"]
    fee = one.get("restockingFee")
    found: Document = {
        "id": shop.new_id("ReturnLineItem"), "fulfillmentLineItem": one["fulfillmentLineItemId"], "quantity": one["quantity"],
        "processedQuantity": 0, "refundedQuantity": 0, "returnReason": reason, "returnReasonDefinition": (definition or {}).get("id"),
        "returnReasonNote": one.get("returnReasonNote") or "", "customerNote": one.get("customerNote"), "_order": order["id"],
    }  # fmt: skip
    if fee:
        share = Decimal(str(fee["percentage"])) / 100 * price(shop, found)
        amount = bag(rounded(share, order["currencyCode"]), order)
        found["restockingFee"] = {"id": shop.new_id("Fee"), "percentage": fee["percentage"], "amountSet": amount}
    return found


def sold(shop: Shop, one: Document) -> str:
    """The order's line that a return's line is of."""
    found = shop.find(one["fulfillmentLineItem"])
    assert found is not None
    return str(found["lineItem"])


def price(shop: Shop, one: Document) -> Decimal:
    """What the return's units cost, discounts taken off."""
    bought = shop.find(sold(shop, one)) or {}
    off = total(part.get("allocatedAmountSet") for part in bought.get("discountAllocations") or [])
    return (of(bought.get("originalUnitPriceSet")) - off / (bought.get("quantity") or 1)) * one["quantity"]


def left(shop: Shop, order: Document, shipped: Document) -> int:
    """Units of this fulfilment line that no return holds and no refund beside a return took."""
    returns = [one for one in returns_of(shop, order) if one["status"] in COUNTED]
    held = sum(one["quantity"] for r in returns for one in r["returnLineItems"] if one["fulfillmentLineItem"] == shipped["id"])
    refunds = [one for one in order["refunds"] if not one.get("_return")]
    gone = sum(one["quantity"] for r in refunds for one in r["refundLineItems"] if one["lineItem"] == shipped["lineItem"])
    return max(0, int(shipped["quantity"] or 0) - held - gone)


def returnable(_: Any, info: GraphQLResolveInfo, orderId: str, **args: Any) -> Any:
    shop = info.context.shop
    order = want(shop, orderId, "Order") or {"fulfillments": []}
    found = [one for shipment in order["fulfillments"] if (one := _returnable(shop, order, shipment)) is not None]
    return page(found, info.context, args, named="returnableFulfillments")


def _returnable(shop: Shop, order: Document, shipment: Document) -> Document | None:
    parts = [{"fulfillmentLineItem": part["id"], "quantity": left(shop, order, part)} for part in shipment["fulfillmentLineItems"]]
    rest = [part for part in parts if part["quantity"]]
    if shipment["status"] != "SUCCESS" or not rest:
        return None
    gid = f"gid://shopify/ReturnableFulfillment/{shipment['id'].rsplit('/', 1)[-1]}"
    return {"id": gid, "fulfillment": shipment["id"], "returnableFulfillmentLineItems": rest}


def one_returnable(_: Any, info: GraphQLResolveInfo, id: str) -> Document | None:
    shop = info.context.shop
    shipment = shop.find(f"gid://shopify/Fulfillment/{id.rsplit('/', 1)[-1]}")
    order = shop.find(shipment["order"]) if shipment else None
    return _returnable(shop, order, shipment) if order and shipment else None


FIELDS: dict[str, Resolver] = {
    "ReturnLineItem.unprocessedQuantity": lambda one, info: one["quantity"] - one["processedQuantity"],
    "ReturnLineItem.processableQuantity": lambda one, info: one["quantity"] - one["processedQuantity"],
    "ReturnLineItem.refundableQuantity": lambda one, info: one["quantity"] - one["refundedQuantity"],
    "ReturnLineItem.withCodeDiscountedTotalPriceSet": lambda one, info: bag(
        price(info.context.shop, one), order_of(info.context.shop, one)
    ),
}
