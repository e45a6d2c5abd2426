"""Order nodes from JSON or JSON Lines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from makegood.base.lines import bounded_lines, open_bytes
from makegood.kernel.refusal import Refusal

MOST_BYTES = 200_000_000


def is_shopify(first: bytes) -> bool:
    return b"gid://shopify/" in first or first.lstrip()[:1] in (b"{", b"[")


def _constant(name: str) -> Any:
    raise ValueError(name)


Rows = Iterator[tuple[int, dict[str, Any] | Refusal]]
_PLACES = {
    "LineItem": "lineItems", "ShippingLine": "shippingLines", "Fulfillment": "fulfillments", "FulfillmentLineItem": "fulfillmentLineItems",
    "OrderTransaction": "transactions", "Refund": "refunds", "RefundLineItem": "refundLineItems", "FulfillmentOrder": "fulfillmentOrders",
    "Return": "returns",
}  # fmt: skip


def read_nodes(path: Path) -> Rows:
    """(row number, order node or why not): one object, an array of them, or one object a line (a bulk operation's result too)."""
    return _gathered(_rows(path))


def _gathered(rows: Rows) -> Rows:
    """Children of a bulk result (`__parentId`) put back into the order that they follow."""
    waiting: tuple[int, dict[str, Any]] | None = None
    family: dict[str, dict[str, Any]] = {}
    for number, node in rows:
        if isinstance(node, dict) and "__parentId" in node:
            parent = family.get(str(node["__parentId"]))
            if parent is None:
                yield number, Refusal("orphan_row", "This row's order does not stand before it.", "Keep the file's order of rows.")
            else:
                _join(parent, node)
                family[str(node.get("id"))] = node
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if isinstance(node, dict):
            waiting, family = (number, node), {str(node.get("id")): node}
        else:
            yield number, node
    if waiting is not None:
        yield waiting


def _join(parent: dict[str, Any], child: dict[str, Any]) -> None:
    kind = str(child.get("id") or "").rsplit("/", 2)[-2:][0]
    place = _PLACES.get(kind) or ("shippingLines" if "originalPriceSet" in child else "lineItems" if "quantity" in child else "")
    if place:
        beside = parent.setdefault(place, {"nodes": []})
        siblings = beside.setdefault("nodes", []) if isinstance(beside, dict) else beside
        if isinstance(siblings, list):
            siblings.append(child)


def _rows(path: Path) -> Rows:
    with open_bytes(path) as file:
        lines = bounded_lines(file)
        for number, line in lines:
            if line is None:
                yield number, Refusal("line_too_long", "The line is longer than 1 MB.", "Check the file.")
                continue
            if not line.strip():
                continue
            found = _parse(line)
            if number == 1 and isinstance(found, Refusal):  # not a line each: the whole file is one document
                yield from _whole(path)
                return
            if isinstance(found, list):
                yield from enumerate(found, 1)
            else:
                yield number, found if isinstance(found, (dict, Refusal)) else _bad()


def _whole(path: Path) -> Rows:
    with open_bytes(path) as file:
        content = file.read(MOST_BYTES + 1)
    found = _bad("file_too_large") if len(content) > MOST_BYTES else _parse(content)
    if isinstance(found, dict):
        found = found.get("orders", found.get("nodes", [found]))
    if isinstance(found, Refusal) or not isinstance(found, list):
        yield 1, found if isinstance(found, Refusal) else _bad()
        return
    yield from enumerate((one if isinstance(one, dict) else _bad() for one in found), 1)


def _bad(code: str = "broken_json") -> Refusal:
    return Refusal(code, "This is no order in JSON.", "Check the row.")


def _parse(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"), parse_constant=_constant)
    except UnicodeDecodeError:
        return Refusal("broken_utf8", "The row is not UTF-8.", "Save the file as UTF-8.")
    except (ValueError, RecursionError):
        return _bad()
