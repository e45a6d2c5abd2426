"""New goods of a return: lines of it first, lines of the order once they are processed. What they cost stands against what came back.

No recording shows one; what they do is from Shopify's guides to exchanges and to return processing, refusals are ours.
"""

from decimal import Decimal
from typing import Any

from makegood.connectors.shopify.twin import returnlines
from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import user_error, want
from makegood.connectors.shopify.twin.money import bag, number, of, rounded, text, total
from makegood.connectors.shopify.twin.store import Document, Shop
from makegood.connectors.shopify.twin.sums import received, refunded, returns_of


def wrong(shop: Shop, asked: list[Document], root: str) -> Document | None:
    """The first new line that can't be."""
    for place, one in enumerate(asked):
        where = [root, "exchangeLineItems", str(place)]
        if want(shop, one.get("variantId") or "", "ProductVariant") is None:
            return user_error([*where, "variantId"], "Variant not found.", "NOT_FOUND")
        share = _percentage(one)
        if one["quantity"] < 1 or not 0 <= share <= 100:
            return user_error(where, "Exchange line item is invalid.", "INVALID")
    return None


def _percentage(one: Document) -> Decimal:
    return number(((one.get("appliedDiscount") or {}).get("value") or {}).get("percentage"))


def line(shop: Shop, one: Document) -> Document:
    """A line of the return, not of the order yet."""
    return {
        "id": shop.new_id("ExchangeLineItem"), "quantity": one["quantity"], "variantId": one["variantId"], "processedQuantity": 0,
        "lineItems": [], "_percentage": text(_percentage(one)),
    }  # fmt: skip


def wrong_units(found: Document, asked: list[Document]) -> Document | None:
    held = {one["id"]: one for one in found["exchangeLineItems"]}
    for place, one in enumerate(asked):
        where, new = ["input", "exchangeLineItems", str(place)], held.get(one["id"])
        if new is None:
            return user_error([*where, "id"], "Exchange line item not found.", "NOT_FOUND")
        if not 0 < one["quantity"] <= new["quantity"] - new["processedQuantity"]:
            return user_error([*where, "quantity"], "Quantity is more than what is unprocessed.", "INVALID")
    return None


def process(shop: Shop, found: Document, asked: list[Document]) -> None:
    """Inside `change`, after `wrong_units`: each becomes a line of the order, to be sent."""
    order = shop.find(found["order"])
    assert order is not None
    held = {one["id"]: one for one in found["exchangeLineItems"]}
    for one in asked:
        new = held[one["id"]]
        new["processedQuantity"] += one["quantity"]
        made = _order_line(shop, order, new, one["quantity"])
        order["lineItems"].append(made)
        new["lineItems"].append(made["id"])
    shop.put(order)


def _order_line(shop: Shop, order: Document, new: Document, units: int) -> Document:
    variant = shop.find(new["variantId"]) or {}
    alike: Document = next((one for one in order["lineItems"] if one.get("variant") == new["variantId"]), {})
    price = number(variant.get("price"))
    off = rounded(price * units * number(new["_percentage"]) / 100, order["currencyCode"])
    return {
        "id": shop.new_id("LineItem"), "title": alike.get("title") or "Item", "name": alike.get("name") or "Item", "sku": alike.get("sku"),
        "vendor": alike.get("vendor"), "quantity": units, "originalUnitPriceSet": bag(price, order), "customAttributes": [],
        "variant": new["variantId"], "discountAllocations": [{"allocatedAmountSet": bag(off, order)}] if off else [], "taxLines": [],
        "_order": order["id"], "_exchange": True,
    }  # fmt: skip


def current(shop: Shop, order: Document) -> Decimal:
    """What the order costs by now: what was refunded or processed as returned is out, new goods are in."""
    back = sum((of(one["subtotalSet"]) + of(one["totalTaxSet"]) for r in order["refunds"] for one in r["refundLineItems"]), Decimal(0))
    ship = total(one["subtotalAmountSet"] for r in order["refunds"] for one in r.get("refundShippingLines") or [])
    returned = Decimal(0)
    for one in (part for found in returns_of(shop, order) for part in found["returnLineItems"]):
        units = one["processedQuantity"] - one["refundedQuantity"]
        returned += returnlines.price(shop, one) * units / one["quantity"] if units > 0 else 0
    new = [one for one in order["lineItems"] if one.get("_exchange")]
    cost = sum((of(one["originalUnitPriceSet"]) * one["quantity"] for one in new), Decimal(0))
    off = total(part["allocatedAmountSet"] for one in new for part in one["discountAllocations"])
    return of(order["totalPriceSet"]) - back - ship - returned + cost - off


def _outstanding(order: Document, info: Any) -> Any:
    """Above zero the customer owes it, below the shop does."""
    if order.get("totalOutstandingSet"):
        return order["totalOutstandingSet"]
    return bag(current(info.context.shop, order) - received(order) + refunded(order), order)


FIELDS: dict[str, Resolver] = {
    "ExchangeLineItem.unprocessedQuantity": lambda one, info: one["quantity"] - one["processedQuantity"],
    "ExchangeLineItem.processableQuantity": lambda one, info: one["quantity"] - one["processedQuantity"],
    "Order.totalOutstandingSet": _outstanding,
}
