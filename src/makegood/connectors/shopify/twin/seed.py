"""Orders in node form, as a file of the Admin API's answers holds them, become the twin's documents."""

from decimal import Decimal
from typing import Any

from makegood.connectors.shopify.twin.money import bag, number, of, text, total
from makegood.connectors.shopify.twin.store import Document, Shop, moment, stamp


def plain(value: Any) -> Any:
    """Connections as lists, amounts and moments (names that end in At) as Shopify writes them, everything else as it is."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "nodes" in value or "edges" in value:
        found = value["nodes"] if "nodes" in value else [edge["node"] for edge in value["edges"]]
        return [plain(one) for one in found if one is not None]
    if set(value) == {"amount", "currencyCode"}:
        return {"amount": text(number(value["amount"])), "currencyCode": value["currencyCode"]}
    return {name: stamp(moment(one)) if name.endswith("At") and isinstance(one, str) else plain(one) for name, one in value.items()}


def add_orders(shop: Shop, nodes: list[dict[str, Any]]) -> list[str]:
    """The ids of what was put in; an order that is there is replaced. Inside `change`."""
    return [_add(shop, plain(node.get("order") or node.get("node") or node))["id"] for node in nodes]


def _add(shop: Shop, order: Document) -> Document:
    _complete(shop, order)
    customer = order.get("customer")
    if isinstance(customer, dict) and customer.get("id"):
        known = shop.find(customer["id"]) or {}
        shop.put(known | customer)
        order["customer"] = customer["id"]
    for line in order["lineItems"]:
        _line(shop, order, line)
    for place, shipment in enumerate(order["fulfillments"], 1):
        _fulfillment(shop, order, shipment, place)
    for payment in order["transactions"]:
        _payment(shop, order, payment)
    for refund in order["refunds"]:
        _refund(shop, order, refund)
    order.pop("returns", None)  # a return is a document of its own; it is made by asking for it
    return shop.put(order)


def _complete(shop: Shop, order: Document) -> None:
    """What every order has; where a recording's query did not ask for it, it follows from the rest."""
    for name in ("lineItems", "shippingLines", "fulfillments", "transactions", "refunds", "tags", "customAttributes"):
        order[name] = order.get(name) or []
    seen = order.get("totalPriceSet") or order.get("currentTotalPriceSet") or {}
    order.setdefault("id", shop.new_id("Order"))
    order["currencyCode"] = (seen.get("shopMoney") or {}).get("currencyCode") or order.get("currencyCode") or shop.setup["currency"]
    order["presentmentCurrencyCode"] = (
        (seen.get("presentmentMoney") or {}).get("currencyCode") or order.get("presentmentCurrencyCode") or order["currencyCode"]
    )
    order["createdAt"] = order.get("createdAt") or order.get("processedAt") or shop.stamp()
    order["processedAt"] = order.get("processedAt") or order["createdAt"]
    order["updatedAt"] = order.get("updatedAt") or order["createdAt"]
    order.setdefault("name", f"#{order['id'].rsplit('/', 1)[-1][-4:]}")
    for line in order["lineItems"]:
        line["_order"] = order["id"]
    if not order.get("totalPriceSet"):
        lines = sum((of(one.get("originalUnitPriceSet")) * one.get("quantity", 0) for one in order["lineItems"]), Decimal(0))
        shipping = total(one.get("originalPriceSet") for one in order["shippingLines"])
        order["totalPriceSet"] = order.get("currentTotalPriceSet") or bag(lines + shipping, order)
    order.setdefault("originalTotalPriceSet", order["totalPriceSet"])
    for one in [*order["lineItems"], *order["shippingLines"], *order["transactions"], *order["refunds"], order]:
        _both(one, order)


def _both(value: Any, order: Document) -> None:
    """Bags that a recording's query asked for in one currency only have the other too."""
    for name, one in value.items() if isinstance(value, dict) else []:
        if isinstance(one, dict) and "shopMoney" in one and "presentmentMoney" not in one:
            value[name] = bag(of(one), order)
        elif isinstance(one, list) and name in ("taxLines", "discountAllocations", "refundLineItems", "refundShippingLines"):
            for part in one:
                _both(part, order)


def _line(shop: Shop, order: Document, line: Document) -> None:
    line.setdefault("id", shop.new_id("LineItem"))
    line.setdefault("title", line.get("name") or "Item")
    line.setdefault("name", line["title"])
    line.setdefault("customAttributes", [])
    if not line.get("originalUnitPriceSet"):
        spare = total(one.get("originalPriceSet") for one in order["shippingLines"])
        units = sum(one.get("quantity", 0) for one in order["lineItems"]) or 1
        line["originalUnitPriceSet"] = bag((of(order["totalPriceSet"]) - spare) / units, order)
    variant = line.get("variant")
    if isinstance(variant, dict) and variant.get("id"):
        item = variant.get("inventoryItem") or {}
        item = {"id": f"gid://shopify/InventoryItem/{variant['id'].rsplit('/', 1)[-1]}", "sku": line.get("sku"), "tracked": True} | item
        shop.put((shop.find(item["id"]) or {}) | item)
        price = {"price": text(of(line["originalUnitPriceSet"]))}
        shop.put(price | (shop.find(variant["id"]) or {}) | variant | {"inventoryItem": item["id"], "product": line.get("product")})
        line["variant"] = variant["id"]


def _fulfillment(shop: Shop, order: Document, shipment: Document, place: int) -> None:
    shipment.setdefault("id", shop.new_id("Fulfillment"))
    shipment["order"] = order["id"]
    shipment.setdefault("name", f"{order['name']}-F{place}")
    shipment.setdefault("status", "SUCCESS")
    shipment.setdefault("createdAt", order["createdAt"])
    shipment.setdefault("updatedAt", shipment["createdAt"])
    shipment.setdefault("trackingInfo", [])
    if "fulfillmentLineItems" not in shipment:
        shipment["fulfillmentLineItems"] = [{"lineItem": one["id"], "quantity": one["quantity"]} for one in order["lineItems"]]
    for one in shipment["fulfillmentLineItems"]:
        one.setdefault("id", shop.new_id("FulfillmentLineItem"))
        one["lineItem"] = one["lineItem"]["id"] if isinstance(one["lineItem"], dict) else one["lineItem"]
        one["_fulfillment"] = shipment["id"]


def _payment(shop: Shop, order: Document, payment: Document) -> None:
    payment.setdefault("id", shop.new_id("OrderTransaction"))
    payment["order"] = order["id"]
    payment.setdefault("kind", "SALE")
    payment.setdefault("status", "SUCCESS")
    payment.setdefault("gateway", (order.get("paymentGatewayNames") or ["manual"])[0])
    payment.setdefault("amountSet", order["totalPriceSet"])
    payment.setdefault("createdAt", order["createdAt"])
    payment.setdefault("processedAt", payment["createdAt"])
    if isinstance(payment.get("parentTransaction"), dict):
        payment["parentTransaction"] = payment["parentTransaction"]["id"]


def _refund(shop: Shop, order: Document, refund: Document) -> None:
    refund.setdefault("id", shop.new_id("Refund"))
    refund["order"] = order["id"]
    refund.setdefault("createdAt", order["updatedAt"])
    for one in refund.setdefault("refundLineItems", []):
        one["lineItem"] = one["lineItem"]["id"] if isinstance(one.get("lineItem"), dict) else one.get("lineItem")
    for one in refund.get("transactions") or []:
        if shop.find(one.get("id")) is None and not any(known["id"] == one.get("id") for known in order["transactions"]):
            order["transactions"].append({"kind": "REFUND"} | one)
    refund["transactions"] = [one["id"] for one in refund.get("transactions") or [] if one.get("id")]
    refund.setdefault("_total", text(of(refund.get("totalRefundedSet"))))
