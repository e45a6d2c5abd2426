"""Orders from JSON: one, a list, one a line; each with its refunds where they were asked for."""

from pathlib import Path
from typing import Any

from makegood.base.lines import Objects, json_objects


def is_woocommerce(first: bytes) -> bool:
    """Members that only WooCommerce's orders have stand among the file's first bytes."""
    return any(name in first for name in (b'"prices_include_tax"', b'"order_key"', b'"coupon_lines"', b'"date_created_gmt"'))


def read_orders(path: Path) -> Objects:
    """(row number, order or why not). An answer of the API kept with its status ({status, body}) is taken out of its cover."""
    for number, one in json_objects(path, "orders", "body"):
        yield number, _uncovered(one) if isinstance(one, dict) else one


def _uncovered(one: dict[str, Any]) -> dict[str, Any]:
    body = one.get("body")
    return body if isinstance(body, dict) and "line_items" not in one else one
