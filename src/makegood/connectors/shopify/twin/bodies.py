"""Bodies of webhooks. Orders and refunds in REST form (shape: Shopify's own fixtures); returns by their documented names.

No recorded body of a returns/* webhook was found; what the service needs of any body is the id, and it reads the rest from the API.
"""

from typing import Any

from makegood.connectors.shopify.twin.store import Document, Shop

ROOTS = (
    "reverse_fulfillment_orders",
    "reverse_deliveries",
    "fulfillment_events",
    "order_transactions",
    "bulk_operations",
    "inventory_levels",
)


def name_of(topic: str) -> str:
    """REFUNDS_CREATE is refunds/create, REVERSE_DELIVERIES_ATTACH_DELIVERABLE reverse_deliveries/attach_deliverable."""
    low = topic.lower()
    root = next((one for one in ROOTS if low.startswith(one + "_")), low.split("_")[0])
    return f"{root}/{low[len(root) + 1 :]}"


def only(body: Document, fields: list[str]) -> Document:
    """What the subscription's includeFields leave."""
    return {name: value for name, value in body.items() if not fields or name in fields}


def body(shop: Shop, topic: str, subject: Any) -> Document:
    root = name_of(topic).split("/")[0]
    if topic in ("CUSTOMERS_DATA_REQUEST", "CUSTOMERS_REDACT", "SHOP_REDACT", "APP_UNINSTALLED", "APP_SCOPES_UPDATE"):
        return {"shop_id": shop.setup["number"], "shop_domain": shop.domain} | dict(subject)
    makers = {"orders": _order, "refunds": _refund, "returns": _return, "fulfillments": _fulfillment, "bulk_operations": _bulk}
    return makers.get(root, _plain)(shop, subject)


def number(gid: str) -> int:
    return int(gid.rsplit("/", 1)[-1])


def _money(bag: Any) -> str:
    return str(((bag or {}).get("shopMoney") or {}).get("amount", "0.0"))


def _order(shop: Shop, order: Document) -> Document:
    return {
        "id": number(order["id"]), "admin_graphql_api_id": order["id"], "name": order["name"], "email": order.get("email"),
        "created_at": order["createdAt"], "updated_at": order["updatedAt"], "processed_at": order["processedAt"],
        "cancelled_at": order.get("cancelledAt"), "closed_at": order.get("closedAt"), "note": order.get("note"), "tags": ", ".join(order["tags"]),
        "currency": order["currencyCode"], "presentment_currency": order["presentmentCurrencyCode"], "total_price": _money(order["totalPriceSet"]),
        "line_items": [
            {
                "id": number(one["id"]), "admin_graphql_api_id": one["id"], "title": one["title"], "quantity": one["quantity"],
                "sku": one.get("sku"), "vendor": one.get("vendor"), "price": _money(one["originalUnitPriceSet"]),
                "properties": [{"name": part["key"], "value": part["value"]} for part in one.get("customAttributes") or []],
            }
            for one in order["lineItems"]
        ],
        "refunds": [_refund(shop, one) for one in order["refunds"]],
    }  # fmt: skip


def _refund(shop: Shop, refund: Document) -> Document:
    payments = [one for gid in refund["transactions"] if (one := shop.find(gid))]
    return {
        "id": number(refund["id"]), "admin_graphql_api_id": refund["id"], "order_id": number(refund["order"]), "note": refund.get("note"),
        "created_at": refund["createdAt"], "processed_at": refund.get("processedAt"),
        "refund_line_items": [
            {"id": number(one["id"]) if one.get("id") else None, "line_item_id": number(one["lineItem"]), "quantity": one["quantity"],
             "restock_type": str(one.get("restockType", "NO_RESTOCK")).lower(), "subtotal": _money(one.get("subtotalSet"))}
            for one in refund["refundLineItems"] if one.get("lineItem")
        ],
        "transactions": [
            {"id": number(one["id"]), "admin_graphql_api_id": one["id"], "kind": "refund", "status": one["status"].lower(),
             "amount": _money(one["amountSet"]), "currency": one["amountSet"]["shopMoney"]["currencyCode"], "gateway": one.get("gateway")}
            for one in payments
        ],
    }  # fmt: skip


def _return(shop: Shop, found: Document) -> Document:
    return {
        "id": number(found["id"]), "admin_graphql_api_id": found["id"], "name": found["name"], "status": found["status"].lower(),
        "order": {"id": number(found["order"]), "admin_graphql_api_id": found["order"]},
        "total_return_line_items": sum(one["quantity"] for one in found["returnLineItems"]),
        "return_line_items": [
            {"id": number(one["id"]), "admin_graphql_api_id": one["id"], "quantity": one["quantity"], "return_reason": one["returnReason"].lower(),
             "fulfillment_line_item": {"id": number(one["fulfillmentLineItem"]), "admin_graphql_api_id": one["fulfillmentLineItem"]}}
            for one in found["returnLineItems"]
        ],
    }  # fmt: skip


def _fulfillment(shop: Shop, one: Document) -> Document:
    tracking: Document = next(iter(one["trackingInfo"]), {})
    return {
        "id": number(one["id"]), "admin_graphql_api_id": one["id"], "order_id": number(one["order"]), "status": one["status"].lower(),
        "created_at": one["createdAt"], "updated_at": one["updatedAt"], "tracking_company": tracking.get("company"),
        "tracking_number": tracking.get("number"), "shipment_status": (one.get("displayStatus") or "").lower() or None,
    }  # fmt: skip


def _bulk(shop: Shop, one: Document) -> Document:
    return {
        "admin_graphql_api_id": one["id"], "status": one["status"].lower(), "error_code": one.get("errorCode"), "type": "query",
        "created_at": one["createdAt"], "completed_at": one.get("completedAt"),
    }  # fmt: skip


def _plain(shop: Shop, subject: Document) -> Document:
    return {"id": number(subject["id"]), "admin_graphql_api_id": subject["id"]}
