"""What the shop's customers and own people do: order, refund, ship, change, cancel. Tests and the demo act as them through `control`."""

from decimal import Decimal
from typing import Any

from makegood.connectors.shopify.twin import seed, stock
from makegood.connectors.shopify.twin.events import order_changed, tell
from makegood.connectors.shopify.twin.money import of, rate, rounded, text
from makegood.connectors.shopify.twin.refunds import refund_order
from makegood.connectors.shopify.twin.store import Document, Shop
from makegood.connectors.shopify.twin.sums import PAID, fulfilled_units, left_on, received


class Wrong(ValueError):
    """What staff wanted cannot be done; the text says why."""


def place(shop: Shop, asked: Document) -> Document:
    """{"node"}: an order comes in, as of now unless the node says when."""
    (gid,) = seed.add_orders(shop, [{"createdAt": shop.stamp(), "updatedAt": shop.stamp()} | asked["node"]])
    order = order_named(shop, gid)
    tell(shop, "ORDERS_CREATE", order)
    if received(order) >= of(order["totalPriceSet"]):
        tell(shop, "ORDERS_PAID", order)
    return order


def delete(shop: Shop, asked: Document) -> Document:
    """{"order"}: gone, as test orders go."""
    order = order_named(shop, asked["order"])
    tell(shop, "ORDERS_DELETE", order)
    shop.remove(order["id"])
    return {"id": order["id"]}


def order_named(shop: Shop, name: str) -> Document:
    """By id, or by name (#1001)."""
    found = shop.find(name) or next((one for one in shop.all("Order") if one["name"].lstrip("#") == name.lstrip("#")), None)
    if found is None:
        raise Wrong(f"no order {name}")
    return found


def refund(shop: Shop, asked: Document) -> Document:
    """{"order", "amount" (shop's currency), "lines"?: [{"line", "quantity", "restock"?: location}], "shipping"?, "note"?, "staff"?, "pending"?}.

    The amount goes back to the payments in their order, each up to what is left on it.
    """
    order = order_named(shop, asked["order"])
    lines = [
        {"lineItemId": one["line"], "quantity": one["quantity"], "restockType": "RETURN" if one.get("restock") else "NO_RESTOCK",
         "locationId": one.get("restock")}
        for one in asked.get("lines") or []
    ]  # fmt: skip
    wanted: Document = {
        "orderId": order["id"], "note": asked.get("note"), "refundLineItems": lines, "transactions": _spread(order, Decimal(str(asked["amount"]))),
        "shipping": {"amount": asked["shipping"]} if asked.get("shipping") else None, "currency": order["presentmentCurrencyCode"],
    }  # fmt: skip
    made, errors = refund_order(shop, order, wanted, staff=asked.get("staff") or "Shop staff", pending=bool(asked.get("pending")))
    if made is None:
        raise Wrong(errors[0]["message"])
    return made


def _spread(order: Document, amount: Decimal) -> list[Document]:
    found = []
    for one in order["transactions"]:
        if one["kind"] in PAID and one["status"] == "SUCCESS" and amount > 0:
            share = min(amount, left_on(order, one))
            amount -= share
            if share > 0:
                seen = rounded(share * rate(order), order["presentmentCurrencyCode"])
                found.append({"parentId": one["id"], "kind": "REFUND", "amount": text(seen), "gateway": one["gateway"]})
    if amount > 0:
        raise Wrong(f"{amount} more than what was paid")
    return found


def settle(shop: Shop, asked: Document) -> Document:
    """{"transaction", "status": SUCCESS or FAILURE}: a refund's payment that was under way ends."""
    payment = shop.find(asked["transaction"])
    if payment is None or payment["status"] != "PENDING":
        raise Wrong("no such payment is under way")
    payment |= {"status": asked["status"], "processedAt": shop.stamp()}
    if asked["status"] != "SUCCESS":
        payment["errorCode"] = asked.get("error") or "GENERIC_ERROR"
    order = order_named(shop, payment["order"])
    tell(shop, "ORDER_TRANSACTIONS_CREATE", payment)
    order_changed(shop, order)
    return payment


def ship(shop: Shop, asked: Document) -> Document:
    """{"order", "lines"?: [{"line", "quantity"}] (else all that is left), "tracking"?: {number, url, company}, "delivered"?: bool}."""
    order = order_named(shop, asked["order"])
    lines = asked.get("lines") or [
        {"line": one["id"], "quantity": one["quantity"] - fulfilled_units(order, one["id"])} for one in order["lineItems"]
    ]
    gid = shop.new_id("Fulfillment")
    made: Document = {
        "id": gid, "order": order["id"], "name": f"{order['name']}-F{len(order['fulfillments']) + 1}", "status": "SUCCESS",
        "displayStatus": "FULFILLED", "createdAt": shop.stamp(), "updatedAt": shop.stamp(), "deliveredAt": None,
        "trackingInfo": [asked["tracking"]] if asked.get("tracking") else [], "location": shop.all("Location")[0]["id"],
        "fulfillmentLineItems": [
            {"id": shop.new_id("FulfillmentLineItem"), "quantity": one["quantity"], "lineItem": one["line"], "_fulfillment": gid}
            for one in lines if one["quantity"] > 0
        ],
    }  # fmt: skip
    order["fulfillments"].append(made)
    order_changed(shop, order)
    tell(shop, "FULFILLMENTS_CREATE", made)
    tell(shop, "ORDERS_FULFILLED", order)
    return arrived(shop, {"fulfillment": gid}) if asked.get("delivered") else made


def arrived(shop: Shop, asked: Document) -> Document:
    """{"fulfillment"}: the parcel is with the customer."""
    found = shop.find(asked["fulfillment"])
    if found is None:
        raise Wrong("no such fulfilment")
    found |= {"deliveredAt": shop.stamp(), "updatedAt": shop.stamp(), "displayStatus": "DELIVERED"}
    order_changed(shop, order_named(shop, found["order"]))
    tell(shop, "FULFILLMENTS_UPDATE", found)
    return found


def unship(shop: Shop, asked: Document) -> Document:
    """{"fulfillment"}: cancelled, the parcel never left."""
    found = shop.find(asked["fulfillment"])
    if found is None:
        raise Wrong("no such fulfilment")
    found |= {"status": "CANCELLED", "displayStatus": "CANCELED", "deliveredAt": None, "updatedAt": shop.stamp()}
    order_changed(shop, order_named(shop, found["order"]))
    tell(shop, "FULFILLMENTS_UPDATE", found)
    return found


def edit(shop: Shop, asked: Document) -> Document:
    """{"order", "set": {...}}: note, tags, addresses or whatever else an order holds."""
    order = order_named(shop, asked["order"])
    order |= asked["set"]
    order_changed(shop, order)
    return order


def cancel(shop: Shop, asked: Document) -> Document:
    """{"order"}: cancelled, nothing refunded."""
    order = order_named(shop, asked["order"])
    order |= {"cancelledAt": shop.stamp(), "cancelReason": "CUSTOMER"}
    order_changed(shop, order)
    tell(shop, "ORDERS_CANCELLED", order)
    return order


def count(shop: Shop, asked: Document) -> Document:
    """{"variant", "location", "available"}: stock as counted."""
    item = (shop.find(asked["variant"]) or {}).get("inventoryItem")
    if item is None:
        raise Wrong("no such variant")
    found = stock.level(shop, item, asked["location"]) | {"available": int(asked["available"])}
    return shop.put(found)


def privacy(shop: Shop, asked: Document) -> Document:
    """{"topic": CUSTOMERS_REDACT | CUSTOMERS_DATA_REQUEST | SHOP_REDACT, "customer"?, "orders"?: [names]}."""
    number = lambda gid: int(str(gid).rsplit("/", 1)[-1])
    body: dict[str, Any] = {}
    if asked.get("customer"):
        customer = shop.find(asked["customer"]) or {}
        body["customer"] = {"id": number(asked["customer"]), "email": customer.get("email"), "phone": customer.get("phone")}
    names = [number(order_named(shop, one)["id"]) for one in asked.get("orders") or []]
    body |= {"orders_to_redact": names} if asked["topic"] == "CUSTOMERS_REDACT" else {"orders_requested": names} if names else {}
    if asked["topic"] == "CUSTOMERS_DATA_REQUEST":
        body["data_request"] = {"id": shop.store.next_number()}
    tell(shop, asked["topic"], body)
    return body


DEEDS = {
    "place": place,
    "refund": refund,
    "settle": settle,
    "ship": ship,
    "arrived": arrived,
    "unship": unship,
    "edit": edit,
    "cancel": cancel,
    "delete": delete,
    "count": count,
    "privacy": privacy,
}
