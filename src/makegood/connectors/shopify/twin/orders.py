"""Orders read: what Shopify computes of an order from its lines, payments, refunds and returns."""

from decimal import Decimal
from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin import access, exchanges
from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import Call, want
from makegood.connectors.shopify.twin.graph import page, shaped
from makegood.connectors.shopify.twin.money import bag, of, rounded, text, total
from makegood.connectors.shopify.twin.search import chosen, place_by
from makegood.connectors.shopify.twin.store import Document
from makegood.connectors.shopify.twin.sums import (
    PAID,
    fulfilled_units,
    left_on,
    order_of,
    received,
    refunded,
    refunded_units,
    returns_of,
)


def _financial(order: Document, info: GraphQLResolveInfo) -> str | None:
    paid, back = received(order), refunded(order)
    if back:
        return "REFUNDED" if back >= (paid or of(order["totalPriceSet"])) else "PARTIALLY_REFUNDED"
    said = order.get("displayFinancialStatus")
    if said in (None, "REFUNDED", "PARTIALLY_REFUNDED") and order["transactions"]:
        if paid:
            return "PAID" if paid >= of(order["totalPriceSet"]) else "PARTIALLY_PAID"
        return "AUTHORIZED" if any(one["kind"] == "AUTHORIZATION" for one in order["transactions"]) else "PENDING"
    return said


def _fulfillment(order: Document, info: GraphQLResolveInfo) -> str:
    wanted = sum(one["quantity"] for one in order["lineItems"])
    done = sum(min(one["quantity"], fulfilled_units(order, one["id"])) for one in order["lineItems"])
    if done == 0:
        return order.get("displayFulfillmentStatus") or "UNFULFILLED"
    return "FULFILLED" if done >= wanted else "PARTIALLY_FULFILLED"


def _return_status(order: Document, info: GraphQLResolveInfo) -> str:
    """As recorded: a request outshines what is open, a closed return stays RETURNED, declined and cancelled ones don't count."""
    states = {one["status"] for one in returns_of(info.context.shop, order)}
    for state, word in (("REQUESTED", "RETURN_REQUESTED"), ("OPEN", "IN_PROGRESS"), ("CLOSED", "RETURNED")):
        if state in states:
            return word
    return "NO_RETURN"


def _current_total(order: Document, info: GraphQLResolveInfo) -> dict[str, Any]:
    if not order["refunds"] and order.get("currentTotalPriceSet"):
        return order["currentTotalPriceSet"]  # type: ignore[no-any-return]
    return bag(exchanges.current(info.context.shop, order), order)


def _sum(what: Any) -> Resolver:
    return lambda order, info, **args: bag(what(order), order, what(order, "presentmentMoney"))


def _net(order: Document, which: str = "shopMoney") -> Decimal:
    return received(order, which) - refunded(order, which)


def _refunded_shipping(order: Document, which: str = "shopMoney") -> Decimal:
    return total((one["subtotalAmountSet"] for r in order["refunds"] for one in r.get("refundShippingLines") or []), which)


def _line_money(share: str) -> Resolver:
    def found(line: Document, info: GraphQLResolveInfo, **args: Any) -> Any:
        if line.get(info.field_name):
            return line[info.field_name]
        order = order_of(info.context.shop, line)
        units = Decimal(1) if "Unit" in info.field_name else Decimal(line["quantity"])
        off = total(one.get("allocatedAmountSet") for one in line.get("discountAllocations") or [])
        price = of(line["originalUnitPriceSet"]) * units
        if share != "original":
            price -= off * units / (line["quantity"] or 1)
        return bag(rounded(price, order["currencyCode"]), order)

    return found


def _units(how: str) -> Resolver:
    def found(line: Document, info: GraphQLResolveInfo, **args: Any) -> int:
        order = order_of(info.context.shop, line)
        left = int(line["quantity"]) - refunded_units(order, line["id"])
        if how == "unfulfilled":
            return max(0, left - fulfilled_units(order, line["id"]))
        return max(0, left)

    return found


def _order(_: Any, info: GraphQLResolveInfo, id: str) -> Document | None:
    found = want(info.context.shop, id, "Order")
    return found if found and access.visible(info.context, found) else None


def _orders(_: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    call: Call = info.context
    found = [one for one in call.shop.all("Order") if access.visible(call, one)]
    key = place_by(args.get("sortKey"))
    return page(sorted(chosen(found, args.get("query"), call), key=key), call, args, named="orders", key=key)


def _count(_: Any, info: GraphQLResolveInfo, query: str | None = None, limit: int | None = 10_000) -> dict[str, Any]:
    """Counted up to the limit (10,000 unless told; null: all); where it stopped there, the count is AT_LEAST."""
    seen = [one for one in info.context.shop.all("Order") if access.visible(info.context, one)]
    found = len(chosen(seen, query, info.context))
    return {
        "count": found if limit is None else min(found, limit),
        "precision": "AT_LEAST" if limit is not None and found >= limit else "EXACT",
    }


def _returns(order: Document, info: GraphQLResolveInfo, **args: Any) -> Any:
    found = returns_of(info.context.shop, order)
    if wanted := str(args.get("query") or "").removeprefix("status:"):
        found = [one for one in found if one["status"].lower() == wanted.lower()]
    return page(found, info.context, args, named="returns")


def _number(parent: Document, info: GraphQLResolveInfo) -> str:
    return str(parent["id"]).rsplit("/", 1)[-1]


def _formatted(address: Document, info: GraphQLResolveInfo, withName: bool = False, withCompany: bool = True) -> list[str]:
    parts = [address.get("name") if withName else "", address.get("company") if withCompany else "", address.get("address1"),
             address.get("address2"), f"{address.get('zip') or ''} {address.get('city') or ''}".strip(), address.get("country")]  # fmt: skip
    return [one for one in parts if one]


def _maximum(payment: Document, info: GraphQLResolveInfo) -> dict[str, str] | None:
    if payment["kind"] not in PAID:
        return None
    left = left_on(order_of(info.context.shop, payment), payment)
    return {"amount": text(left), "currencyCode": payment["amountSet"]["shopMoney"]["currencyCode"]}


FIELDS: dict[str, Resolver] = {
    "QueryRoot.order": _order,
    "QueryRoot.orders": _orders,
    "QueryRoot.ordersCount": _count,
    "Order.displayFinancialStatus": _financial,
    "Order.displayFulfillmentStatus": _fulfillment,
    "Order.returnStatus": _return_status,
    "Order.returns": _returns,
    "Order.currentTotalPriceSet": _current_total,
    "Order.totalReceivedSet": _sum(received),
    "Order.totalRefundedSet": _sum(refunded),
    "Order.totalRefundedShippingSet": _sum(_refunded_shipping),
    "Order.netPaymentSet": _sum(_net),
    "Order.legacyResourceId": _number,
    "Order.number": lambda order, info: int("".join(c for c in order["name"] if c.isdigit()) or 0),
    "Order.closed": lambda order, info: bool(order.get("closedAt")),
    "Order.confirmed": lambda order, info: True,
    "Order.fullyPaid": lambda order, info: received(order) >= of(order["totalPriceSet"]),
    "Order.unpaid": lambda order, info: received(order) == 0,
    "Order.refundable": lambda order, info: _net(order) > 0,
    "Order.paymentGatewayNames": lambda order, info: order.get("paymentGatewayNames")
    or list(dict.fromkeys(one["gateway"] for one in order["transactions"] if one["kind"] in PAID)),
    "Order.shippingLine": lambda order, info: next(iter(order["shippingLines"]), None),
    "Order.totalShippingPriceSet": lambda order, info: bag(total(one.get("discountedPriceSet") or one.get("originalPriceSet") for one in order["shippingLines"]), order),
    "MailingAddress.formatted": _formatted,
    "LineItem.originalTotalSet": _line_money("original"),
    "LineItem.discountedUnitPriceSet": _line_money("discounted"),
    "LineItem.discountedTotalSet": _line_money("discounted"),
    "LineItem.discountedUnitPriceAfterAllDiscountsSet": _line_money("discounted"),
    "LineItem.currentQuantity": _units("current"),
    "LineItem.refundableQuantity": _units("refundable"),
    "LineItem.unfulfilledQuantity": _units("unfulfilled"),
    "LineItem.totalDiscountSet": lambda line, info: bag(
        total(one.get("allocatedAmountSet") for one in line.get("discountAllocations") or []), order_of(info.context.shop, line)
    ),
    "LineItem.requiresShipping": lambda line, info: line.get("requiresShipping", True),
    "LineItem.restockable": lambda line, info: bool(line.get("variant")),
    "LineItem.taxable": lambda line, info: line.get("taxable", True),
    "ShippingLine.discountedPriceSet": lambda line, info: line.get("discountedPriceSet") or line.get("originalPriceSet"),
    "Fulfillment.legacyResourceId": _number,
    "Fulfillment.totalQuantity": lambda one, info: sum(part["quantity"] or 0 for part in one["fulfillmentLineItems"]),
    "Fulfillment.trackingInfo": lambda one, info, **args: shaped(one["trackingInfo"], info, **args),
    "Refund.legacyResourceId": _number,
    "Customer.legacyResourceId": _number,
    "Location.legacyResourceId": _number,
    "ProductVariant.legacyResourceId": _number,
    "WebhookSubscription.legacyResourceId": _number,
    "OrderTransaction.maximumRefundableV2": _maximum,
    "OrderTransaction.manualPaymentGateway": lambda one, info: one.get("gateway") == "manual",
}  # fmt: skip
