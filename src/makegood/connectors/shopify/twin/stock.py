"""Inventory levels: how many of a variant lie at a location."""

from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import want
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.store import Document, Shop


def level(shop: Shop, item: str, location: str) -> Document:
    gid = f"gid://shopify/InventoryLevel/{location.rsplit('/', 1)[-1]}?inventory_item_id={item.rsplit('/', 1)[-1]}"
    return shop.find(gid) or {"id": gid, "item": item, "location": location, "available": 0, "isActive": True, "updatedAt": shop.stamp()}


def move(shop: Shop, variant: str, location: str, units: int) -> None:
    """Inside `change`. A variant whose stock is not tracked has no levels."""
    item = shop.find((shop.find(variant) or {}).get("inventoryItem"))
    if item is None or not item.get("tracked", True):
        return
    found = level(shop, item["id"], location)
    found["available"] += units
    found["updatedAt"] = shop.stamp()
    shop.put(found)


def available(shop: Shop, variant: str, location: str) -> int:
    return int(level(shop, (shop.find(variant) or {})["inventoryItem"], location)["available"])


def _levels(item: Document, info: GraphQLResolveInfo, **args: Any) -> Any:
    return page(
        [one for one in info.context.shop.all("InventoryLevel") if one["item"] == item["id"]], info.context, args, named="inventoryLevels"
    )


def _level(item: Document, info: GraphQLResolveInfo, locationId: str) -> Document | None:
    found: Document | None = info.context.shop.find(level(info.context.shop, item["id"], locationId)["id"])
    return found


def _quantities(found: Document, info: GraphQLResolveInfo, names: list[str]) -> list[Document]:
    counts = {"available": found["available"], "on_hand": found["available"], "committed": 0, "incoming": 0, "reserved": 0}
    return [{"id": f"gid://shopify/InventoryQuantity/{name}", "name": name, "quantity": counts.get(name, 0)} for name in names]


FIELDS: dict[str, Resolver] = {
    "QueryRoot.inventoryItem": lambda _, info, id: want(info.context.shop, id, "InventoryItem"),
    "QueryRoot.productVariant": lambda _, info, id: want(info.context.shop, id, "ProductVariant"),
    "InventoryItem.inventoryLevels": _levels,
    "InventoryItem.inventoryLevel": _level,
    "InventoryLevel.quantities": _quantities,
    "ProductVariant.inventoryQuantity": lambda variant, info: sum(
        one["available"] for one in info.context.shop.all("InventoryLevel") if one["item"] == variant.get("inventoryItem")
    ),
}  # fmt: skip
