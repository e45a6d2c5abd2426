"""What the other side sees of a claim. Never the buyer, the retail price, another shop or our loss (faces.md, screen f)."""

from datetime import date
from typing import Any


def packet_of(*, order_number: str, sku: str, title: str, quantity: int, kind: str, terms: dict[str, Any], shipped_on: date | None,
              delivered_on: date | None, opened_on: date) -> dict[str, Any]:  # fmt: skip
    """Plain JSON; `term` quotes their own section where the agreement has its words."""
    window = (terms.get("windows") or {}).get(kind)
    start = shipped_on if window and window.get("from") == "shipment" else delivered_on
    return {
        "reference": order_number,
        "sku": sku,
        "title": title,
        "pieces": quantity,
        "kind": kind,
        "term": (terms.get("sections") or {}).get(kind),
        "window_days": window["days"] if window else None,
        "day_of_window": None if start is None else (opened_on - start).days,
        "shipped_on": None if shipped_on is None else shipped_on.isoformat(),
        "delivered_on": None if delivered_on is None else delivered_on.isoformat(),
        "credit_as": terms.get("credit_as"),
    }
