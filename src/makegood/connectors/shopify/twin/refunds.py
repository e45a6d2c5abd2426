"""refundCreate: payments back, lines and shipping refunded, stock back. A refund of lines alone moves no money; its transactions do."""

from decimal import Decimal
from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin import credit, stock
from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import Call, payload, user_error, want
from makegood.connectors.shopify.twin.events import order_changed, tell
from makegood.connectors.shopify.twin.money import bag, number, of, rate, rounded, said, text, total
from makegood.connectors.shopify.twin.once import once
from makegood.connectors.shopify.twin.store import Document, Shop
from makegood.connectors.shopify.twin.sums import PAID, fulfilled_units, received, refunded, refunded_units

Errors = list[dict[str, Any]]


def _create(_: Any, info: GraphQLResolveInfo, input: Document) -> dict[str, Any]:
    call: Call = info.context
    order = want(call.shop, input["orderId"], "Order")
    if order is None:
        return payload([user_error(["orderId"], "Order does not exist")], refund=None, order=None)
    refund, errors = refund_order(call.shop, order, input, pending=call.mood["mood"] == "refund_pending")
    return payload(errors, refund=refund, order=order)


def refund_order(shop: Shop, order: Document, asked: Document, *, staff: str = "", pending: bool = False) -> tuple[Document | None, Errors]:
    """The refund, or what is wrong with it; nothing is changed then. `pending`: the money has not moved yet (`control.settle`)."""
    if errors := _wrong(shop, order, asked):
        return None, errors
    parents = {one["id"]: one for one in order["transactions"]}
    refund: Document = {
        "id": shop.new_id("Refund"), "order": order["id"], "note": asked.get("note"), "createdAt": shop.stamp(), "updatedAt": shop.stamp(),
        "processedAt": asked.get("processedAt") or shop.stamp(), "transactions": [], "duties": [], "_return": asked.get("_return"),
        "staffMember": {"id": "gid://shopify/StaffMember/1", "name": staff} if staff else None,
    }  # fmt: skip
    refund["refundLineItems"] = [_line(shop, order, refund, one) for one in asked.get("refundLineItems") or []]
    refund["refundShippingLines"] = _shipping(shop, order, asked.get("shipping") or {})
    for one in asked.get("transactions") or []:
        amount = _in_shop_money(order, asked, number(one["amount"]))
        payment: Document = {
            "id": shop.new_id("OrderTransaction"), "kind": "REFUND", "status": "PENDING" if pending else "SUCCESS", "order": order["id"],
            "gateway": parents[one["parentId"]]["gateway"], "parentTransaction": one["parentId"], "amountSet": bag(amount, order),
            "createdAt": shop.stamp(), "processedAt": None if pending else shop.stamp(), "test": parents[one["parentId"]].get("test", False),
        }  # fmt: skip
        order["transactions"].append(payment)
        refund["transactions"].append(payment["id"])
    for method in asked.get("refundMethods") or []:
        _to_store_credit(shop, order, refund, method["storeCreditRefund"])
    refund["orderAdjustments"] = _difference(shop, order, refund)
    order["refunds"].append(refund)
    order["updatedAt"] = shop.stamp()
    shop.put(order)
    tell(shop, "REFUNDS_CREATE", refund)
    order_changed(shop, order)
    return refund, []


def _wrong(shop: Shop, order: Document, asked: Document) -> Errors:
    """Messages as recorded; those of quantities and currencies are ours (docs/connectors.md says so)."""
    moves, net = Decimal(0), received(order) - refunded(order) - _under_way(order)
    if order["presentmentCurrencyCode"] != order["currencyCode"] and not asked.get("currency"):
        return [user_error(["currency"], "Currency is required for orders in another currency than the shop's")]
    for one in asked.get("transactions") or []:
        if one["kind"] not in ("REFUND", "SUGGESTED_REFUND"):
            return [user_error(None, f"Kind {one['kind'].lower()} is not a valid transaction")]
        parent = next((t for t in order["transactions"] if t["id"] == one.get("parentId") and t["kind"] in PAID), None)
        if parent is None:
            return [user_error(["transactions"], "Transactions require a parent_id associated with the order")]
        if number(one["amount"]) <= 0:
            return [user_error(["transactions"], "Amount must be greater than zero")]
        moves += _in_shop_money(order, asked, number(one["amount"]))
    moves += sum((number(one["storeCreditRefund"]["amount"]["amount"]) for one in asked.get("refundMethods") or []), Decimal(0))
    if moves > net and not asked.get("allowOverRefunding"):
        return [
            user_error(
                None,
                f"Refund amount {said(moves, order['currencyCode'])} is greater than net payment received {said(net, order['currencyCode'])}",
            )
        ]
    for place, one in enumerate(asked.get("refundLineItems") or []):
        line = next((line for line in order["lineItems"] if line["id"] == one["lineItemId"]), None)
        field = ["refundLineItems", str(place)]
        if line is None:
            return [user_error([*field, "lineItemId"], "Line item does not exist")]
        if one["quantity"] > line["quantity"] - refunded_units(order, line["id"]):
            return [user_error([*field, "quantity"], "Quantity cannot refund more items than were purchased")]
        if one.get("restockType") in ("RETURN", "CANCEL") and not one.get("locationId"):
            return [user_error([*field, "locationId"], "Location must be present when restocking")]
        if one.get("locationId") and want(shop, one["locationId"], "Location") is None:
            return [user_error([*field, "locationId"], "Location does not exist")]
    return []


def _under_way(order: Document) -> Decimal:
    return total(one["amountSet"] for one in order["transactions"] if one["kind"] == "REFUND" and one["status"] == "PENDING")


def _in_shop_money(order: Document, asked: Document, amount: Decimal) -> Decimal:
    """Amounts are in the currency that the refund names: the customer's."""
    if asked.get("currency") in (None, order["currencyCode"]):
        return amount
    return rounded(amount / rate(order), order["currencyCode"])


def _line(shop: Shop, order: Document, refund: Document, one: Document) -> Document:
    line = next(line for line in order["lineItems"] if line["id"] == one["lineItemId"])
    kind, units = one.get("restockType") or "NO_RESTOCK", one["quantity"]
    off = total(part.get("allocatedAmountSet") for part in line.get("discountAllocations") or [])
    tax = total(part.get("priceSet") for part in line.get("taxLines") or [])
    price = of(line["originalUnitPriceSet"]) - off / (line["quantity"] or 1)
    taxed = Decimal(0) if order.get("taxesIncluded") else tax * units / (line["quantity"] or 1)
    restocked = kind in ("RETURN", "CANCEL")
    if restocked and line.get("variant"):
        stock.move(shop, line["variant"], one["locationId"], units)
    return {
        "id": shop.new_id("RefundLineItem"), "lineItem": line["id"], "quantity": units, "restockType": kind, "restocked": restocked,
        "location": one.get("locationId"), "priceSet": bag(price, order), "subtotalSet": bag(rounded(price * units, order["currencyCode"]), order),
        "totalTaxSet": bag(rounded(taxed, order["currencyCode"]), order), "_unfulfilled": fulfilled_units(order, line["id"]) < line["quantity"],
    }  # fmt: skip


def _shipping(shop: Shop, order: Document, asked: Document) -> list[Document]:
    paid = total(one.get("discountedPriceSet") or one.get("originalPriceSet") for one in order["shippingLines"])
    amount = paid if asked.get("fullRefund") else number(asked.get("amount"))
    if not amount or not order["shippingLines"]:
        return []
    return [{
        "id": shop.new_id("RefundShippingLine"), "shippingLine": order["shippingLines"][0], "subtotalAmountSet": bag(amount, order),
        "taxAmountSet": bag(Decimal(0), order),
    }]  # fmt: skip


def _to_store_credit(shop: Shop, order: Document, refund: Document, asked: Document) -> None:
    amount = number(asked["amount"]["amount"])
    payment: Document = {
        "id": shop.new_id("OrderTransaction"), "kind": "REFUND", "status": "SUCCESS", "order": order["id"], "gateway": "shopify_store_credit",
        "amountSet": bag(amount, order), "createdAt": shop.stamp(), "processedAt": shop.stamp(), "parentTransaction": None,
    }  # fmt: skip
    order["transactions"].append(payment)
    refund["transactions"].append(payment["id"])
    account = credit.account_of(shop, order["customer"], asked["amount"]["currencyCode"])
    credit.book(shop, account, amount, "ORDER_REFUND", origin=payment["id"], expires=asked.get("expiresAt"))


def _difference(shop: Shop, order: Document, refund: Document) -> list[Document]:
    """Shopify notes as an adjustment what was refunded beside, or short of, the lines and the shipping."""
    parts = total(b for one in refund["refundLineItems"] for b in (one["subtotalSet"], one["totalTaxSet"]))
    parts += total(one["subtotalAmountSet"] for one in refund["refundShippingLines"])
    moved = total(one["amountSet"] for one in order["transactions"] if one["id"] in refund["transactions"])
    if parts == moved:
        return []
    return [
        {
            "id": shop.new_id("OrderAdjustment"),
            "amountSet": bag(parts - moved, order),
            "taxAmountSet": bag(Decimal(0), order),
            "reason": "REFUND_DISCREPANCY",
        }
    ]


def refunded_by(shop: Shop, refund: Document, which: str = "shopMoney") -> Decimal:
    if not refund["transactions"] and refund.get("totalRefundedSet"):
        return of(refund["totalRefundedSet"], which)
    payments = [shop.find(gid) for gid in refund["transactions"]]
    return total((one["amountSet"] for one in payments if one and one["status"] == "SUCCESS"), which)


def _total(refund: Document, info: GraphQLResolveInfo) -> Any:
    order = info.context.shop.find(refund["order"])
    return bag(refunded_by(info.context.shop, refund), order, refunded_by(info.context.shop, refund, "presentmentMoney"))


def _again(call: Call, refs: dict[str, Any]) -> dict[str, Any]:
    return refs | {"refund": call.shop.find(refs.get("refund")), "order": call.shop.find(refs.get("order"))}


FIELDS: dict[str, Resolver] = {
    "QueryRoot.refund": lambda _, info, id: want(info.context.shop, id, "Refund"),
    "Mutation.refundCreate": once(_create, _again),
    "Refund.totalRefundedSet": _total,
    "Refund.return": lambda refund, info: info.context.shop.find(refund.get("_return")),
    "RefundLineItem.totalTaxSet": lambda one, info: one.get("totalTaxSet") or _nothing(one, info),
}  # fmt: skip


def _nothing(one: Document, info: GraphQLResolveInfo) -> dict[str, Any]:
    money = (one.get("subtotalSet") or {}).get("shopMoney") or {"currencyCode": info.context.shop.setup["currency"]}
    zero = {"amount": text(Decimal(0)), "currencyCode": money["currencyCode"]}
    return {"shopMoney": zero, "presentmentMoney": zero}
