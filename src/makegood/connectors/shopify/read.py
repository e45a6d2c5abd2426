"""Order nodes from JSON or JSON Lines."""

from pathlib import Path
from typing import Any

from makegood.base.lines import Objects, json_objects
from makegood.kernel.refusal import Refusal


def is_shopify(first: bytes) -> bool:
    """Ids of the Admin API stand among the file's first bytes."""
    return b"gid://shopify/" in first or any(name in first for name in (b"lineItems", b"totalPriceSet", b"currentTotalPriceSet"))


_PLACES = {
    "LineItem": "lineItems", "ShippingLine": "shippingLines", "Fulfillment": "fulfillments", "FulfillmentLineItem": "fulfillmentLineItems",
    "OrderTransaction": "transactions", "Refund": "refunds", "RefundLineItem": "refundLineItems", "FulfillmentOrder": "fulfillmentOrders",
    "Return": "returns",
}  # fmt: skip


def read_nodes(path: Path) -> Objects:
    """(row number, order node or why not): one object, an array of them, or one object a line (a bulk operation's result too)."""
    return _gathered(json_objects(path, "orders", "nodes"))


def _gathered(rows: Objects) -> Objects:
    """Children of a bulk result (`__parentId`) put back into the order that they follow.

    A broken row among an order's children may have been one of them: then the order is refused too, rather than short of a line.
    """
    waiting: tuple[int, dict[str, Any]] | None = None
    family: dict[str, dict[str, Any]] = {}
    children, broken = 0, False
    for number, node in rows:
        if isinstance(node, dict) and "__parentId" in node:
            parent = family.get(str(node["__parentId"]))
            if parent is None:
                yield number, Refusal("orphan_row", "This row's order does not stand before it.", "Keep the file's order of rows.")
            else:
                children += 1
                _join(parent, node)
                family[str(node.get("id"))] = node
        elif isinstance(node, dict):
            if waiting is not None:
                yield _whole(waiting, children, broken)
            waiting, family, children, broken = (number, node), {str(node.get("id")): node}, 0, False
        else:
            broken = True
            yield number, node
    if waiting is not None:
        yield _whole(waiting, children, broken)


def _whole(waiting: tuple[int, dict[str, Any]], children: int, broken: bool) -> tuple[int, dict[str, Any] | Refusal]:
    if not (children and broken):
        return waiting
    return waiting[0], Refusal("order_incomplete", "A row among this order's own is broken.", "Export the order again.")


def _join(parent: dict[str, Any], child: dict[str, Any]) -> None:
    kind = str(child.get("id") or "").rsplit("/", 2)[-2:][0]
    place = _PLACES.get(kind) or ("shippingLines" if "originalPriceSet" in child else "lineItems" if "quantity" in child else "")
    if place:
        beside = parent.setdefault(place, {"nodes": []})
        siblings = beside.setdefault("nodes", []) if isinstance(beside, dict) else beside
        if isinstance(siblings, list):
            siblings.append(child)
