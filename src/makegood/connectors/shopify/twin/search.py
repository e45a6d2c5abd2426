"""The `query` of orders: the filters that we use, joined by blanks or AND; any other is refused rather than ignored."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from makegood.connectors.shopify.twin.asking import Call, refused
from makegood.connectors.shopify.twin.store import Document, moment

_TERM = re.compile(r"(-?)(\w+):\s*(>=|<=|>|<)?\s*(\"[^\"]*\"|'[^']*'|[^\s]+)")
MOMENTS = {"updated_at": "updatedAt", "created_at": "createdAt", "processed_at": "processedAt"}
KEYS = {"UPDATED_AT": "updatedAt", "CREATED_AT": "createdAt", "PROCESSED_AT": "processedAt", "ORDER_NUMBER": "name", None: "processedAt"}


def chosen(orders: list[Document], query: str | None, call: Call) -> list[Document]:
    """Those of the orders that the query names (all without one). Refuses a filter that the twin does not know."""
    terms = re.sub(r"\bAND\b", " ", query or "").strip()
    rest = _TERM.sub("", terms).strip()
    if rest:
        raise refused(f"the twin does not know the search {rest!r}", "BAD_REQUEST")
    tests = _TERM.findall(terms)
    return [
        one for one in orders if all(_fits(one, name, sign, value.strip("\"'"), call) != (no == "-") for no, name, sign, value in tests)
    ]


def _fits(order: Document, name: str, sign: str, value: str, call: Call) -> bool:
    if name in MOMENTS:
        return _compare(moment(order[MOMENTS[name]]), _moment(value), sign)
    if name == "id":
        return _compare(int(order["id"].rsplit("/", 1)[-1]), int(value.rsplit("/", 1)[-1]), sign)
    if name == "name":
        return bool(order["name"].lstrip("#") == value.lstrip("#"))
    if name == "tag":
        return value.lower() in [tag.lower() for tag in order["tags"]]
    if name == "email":
        return bool((order.get("email") or "").lower() == value.lower())
    if name == "status":
        return {"any": True, "open": not order.get("closedAt") and not order.get("cancelledAt"), "closed": bool(order.get("closedAt")),
                "cancelled": bool(order.get("cancelledAt"))}.get(value.lower(), False)  # fmt: skip
    if name in ("financial_status", "fulfillment_status", "return_status"):
        return _status(order, name, call) == value.upper()
    raise refused(f"the twin does not know the filter {name!r}", "BAD_REQUEST")


def _status(order: Document, name: str, call: Call) -> str | None:
    from makegood.connectors.shopify.twin import orders

    class Info:
        context = call

    field = {
        "financial_status": "displayFinancialStatus",
        "fulfillment_status": "displayFulfillmentStatus",
        "return_status": "returnStatus",
    }[name]
    found: str | None = orders.FIELDS[f"Order.{field}"](order, Info)
    return found


def _moment(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise refused(f"{value!r} is no moment", "BAD_REQUEST")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _compare(one: Any, other: Any, sign: str) -> bool:
    return bool({">=": one >= other, "<=": one <= other, ">": one > other, "<": one < other, "": one == other}[sign])


def place_by(key: str | None) -> Callable[[Document], tuple[str, int]]:
    """What orders are sorted by: a value, then the id. Refuses a key that the twin does not know."""
    if key != "ID" and key not in KEYS:
        raise refused(f"the twin does not sort by {key}", "BAD_REQUEST")
    return lambda one: ("" if key == "ID" else str(one[KEYS[key]]), int(one["id"].rsplit("/", 1)[-1]))
