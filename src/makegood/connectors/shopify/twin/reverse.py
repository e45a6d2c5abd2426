"""The way back: reverse fulfilment orders, their deliveries with label and tracking, and what becomes of the goods."""

from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin import returnlines, stock
from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import payload, user_error, want
from makegood.connectors.shopify.twin.events import order_changed, tell
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.once import no_key
from makegood.connectors.shopify.twin.store import Document, Shop

LINES = "reverseDeliveryLineItems"
TOO_MANY = "cannot deliver more items than are returned"


def _create(
    _: Any, info: GraphQLResolveInfo, reverseFulfillmentOrderId: str, reverseDeliveryLineItems: list[Document],
    trackingInput: Document | None = None, labelInput: Document | None = None, notifyCustomer: bool = True,
) -> dict[str, Any]:  # fmt: skip
    no_key(info)
    shop: Shop = info.context.shop
    goods = want(shop, reverseFulfillmentOrderId, "ReverseFulfillmentOrder")
    if goods is None:
        return _no(["reverseFulfillmentOrderId"], "Reverse fulfillment order was not found.", "NOT_FOUND")
    left = {one["id"]: one["totalQuantity"] - _on_the_way(shop, one["id"]) for one in goods["lineItems"]}
    asked = reverseDeliveryLineItems or [
        {"reverseFulfillmentOrderLineItemId": gid, "quantity": units} for gid, units in left.items() if units > 0
    ]
    if not asked:
        return _no([LINES], TOO_MANY)
    for place, one in enumerate(asked):
        want(shop, one["reverseFulfillmentOrderLineItemId"], "ReverseFulfillmentOrderLineItem")
        if one["reverseFulfillmentOrderLineItemId"] not in left:
            return _no([LINES, str(place), "reverseFulfillmentOrderLineItemId"], "must exist")
        left[one["reverseFulfillmentOrderLineItemId"]] -= one["quantity"]
        if left[one["reverseFulfillmentOrderLineItemId"]] < 0:
            return _no([LINES, str(place), "quantity"], TOO_MANY)
    made: Document = {
        "id": shop.new_id("ReverseDelivery"), "reverseFulfillmentOrder": goods["id"],
        "deliverable": {"__typename": "ReverseDeliveryShippingDeliverable", "tracking": None, "label": None},
        LINES: [
            {"id": shop.new_id("ReverseDeliveryLineItem"), "quantity": one["quantity"],
             "reverseFulfillmentOrderLineItem": one["reverseFulfillmentOrderLineItemId"], "dispositions": []}
            for one in asked
        ],
    }  # fmt: skip
    return _attach(shop, made, trackingInput, labelInput)


def _on_the_way(shop: Shop, line: str) -> int:
    parts = [part for one in shop.all("ReverseDelivery") for part in one[LINES]]
    return sum(part["quantity"] for part in parts if part["reverseFulfillmentOrderLineItem"] == line)


def _update(
    _: Any, info: GraphQLResolveInfo, reverseDeliveryId: str, trackingInput: Document | None = None, labelInput: Document | None = None,
    notifyCustomer: bool = True,
) -> dict[str, Any]:  # fmt: skip
    no_key(info)
    found = want(info.context.shop, reverseDeliveryId, "ReverseDelivery")
    if found is None:
        return _no(["reverseDeliveryId"], "Reverse delivery was not found.", "NOT_FOUND")
    return _attach(info.context.shop, found, trackingInput, labelInput)


def _attach(shop: Shop, found: Document, tracking: Document | None, label: Document | None) -> dict[str, Any]:
    if tracking is not None:
        found["deliverable"]["tracking"] = {"number": tracking.get("number"), "url": tracking.get("url"), "carrierName": None}
    if label is not None:
        found["deliverable"]["label"] = {"publicFileUrl": label["fileUrl"], "createdAt": shop.stamp(), "updatedAt": shop.stamp()}
    shop.put(found)
    tell(shop, "REVERSE_DELIVERIES_ATTACH_DELIVERABLE", found)
    return payload(reverseDelivery=found)


def _no(field: list[str], message: str, code: str | None = None) -> dict[str, Any]:
    return payload([user_error(field, message, code)], reverseDelivery=None)


def _dispose(_: Any, info: GraphQLResolveInfo, dispositionInputs: list[Document]) -> dict[str, Any]:
    no_key(info)
    shop: Shop = info.context.shop
    if errors := wrong_dispositions(shop, dispositionInputs):
        return payload(errors, reverseFulfillmentOrderLineItems=None)
    goods = _goods_of(shop, dispositionInputs[0]["reverseFulfillmentOrderLineItemId"])
    assert goods is not None
    dispose(shop, dispositionInputs)
    tell(shop, "REVERSE_FULFILLMENT_ORDERS_DISPOSE", goods)
    order = shop.find(goods["order"])
    assert order is not None
    order_changed(shop, order)
    done = list(dict.fromkeys(one["reverseFulfillmentOrderLineItemId"] for one in dispositionInputs))
    return payload(reverseFulfillmentOrderLineItems=[shop.find(gid) for gid in done])


def _goods_of(shop: Shop, line: str) -> Document | None:
    return next((one for one in shop.all("ReverseFulfillmentOrder") if any(part["id"] == line for part in one["lineItems"])), None)


def wrong_dispositions(shop: Shop, asked: list[Document]) -> list[dict[str, Any]]:
    """As recorded; where too many units are named the words are ours."""
    if not asked:
        return []
    found = [want(shop, one["reverseFulfillmentOrderLineItemId"], "ReverseFulfillmentOrderLineItem") for one in asked]
    goods = {one["id"] if (one := _goods_of(shop, part["reverseFulfillmentOrderLineItemId"])) else None for part in asked}
    if None in found or len(goods) != 1:
        return [user_error(["dispositionInputs"], "Cannot dispose items from more than one reverse fulfillment order.", "INVALID")]
    errors, left = [], {one["id"]: one["totalQuantity"] - sum(d["quantity"] for d in one["dispositions"]) for one in found if one}
    for place, one in enumerate(asked):
        where, line = ["dispositionInputs", str(place)], shop.find(one["reverseFulfillmentOrderLineItemId"])
        assert line is not None
        if one.get("locationId") and want(shop, one["locationId"], "Location") is None:
            errors.append(user_error([*where, "locationId"], "Location not found.", "NOT_FOUND"))
        if one["dispositionType"] == "RESTOCKED" and not _variant(shop, line):
            errors.insert(
                0, user_error([*where, "dispositionType"], "RESTOCKED is an invalid disposition type for a custom line item.", "INVALID")
            )
        left[line["id"]] -= one["quantity"]
        if left[line["id"]] < 0:
            errors.append(user_error([*where, "quantity"], "Quantity is more than what is left to dispose.", "INVALID"))
    return errors


def _variant(shop: Shop, line: Document) -> str | None:
    found: str | None = (shop.find(returnlines.sold(shop, line)) or {}).get("variant")
    return found


def dispose(shop: Shop, asked: list[Document]) -> None:
    """Inside `change`, after `wrong_dispositions`. Restocked goods count at their location at once."""
    for one in asked:
        line, goods = shop.find(one["reverseFulfillmentOrderLineItemId"]), _goods_of(shop, one["reverseFulfillmentOrderLineItemId"])
        assert line is not None and goods is not None
        line["dispositions"].append({
            "id": shop.new_id("ReverseFulfillmentOrderDisposition"), "type": one["dispositionType"], "quantity": one["quantity"],
            "location": one.get("locationId"), "createdAt": shop.stamp(),
        })  # fmt: skip
        variant = _variant(shop, line)
        if one["dispositionType"] == "RESTOCKED" and variant and one.get("locationId"):
            stock.move(shop, variant, one["locationId"], one["quantity"])
        shop.put(goods)


def _deliveries(goods: Document, info: GraphQLResolveInfo, **args: Any) -> Any:
    found = [one for one in info.context.shop.all("ReverseDelivery") if one["reverseFulfillmentOrder"] == goods["id"]]
    return page(found, info.context, args, named="reverseDeliveries")


FIELDS: dict[str, Resolver] = {
    "QueryRoot.reverseFulfillmentOrder": lambda _, info, id: want(info.context.shop, id, "ReverseFulfillmentOrder"),
    "QueryRoot.reverseDelivery": lambda _, info, id: want(info.context.shop, id, "ReverseDelivery"),
    "Mutation.reverseDeliveryCreateWithShipping": _create,
    "Mutation.reverseDeliveryShippingUpdate": _update,
    "Mutation.reverseFulfillmentOrderDispose": _dispose,
    "ReverseFulfillmentOrder.reverseDeliveries": _deliveries,
}
