"""What the other side sees of a claim. Never the buyer, the retail price, another shop or our loss (faces.md, screen f)."""

from datetime import date
from typing import Any


def packet_of(
    *, order_number: str, sku: str, title: str, quantity: int, kind: str, term: str | None, began_on: date | None, opens_on: date | None,
    closes_on: date | None, credit_as: str | None, evidence: list[dict[str, Any]], shipped_on: date | None, delivered_on: date | None,
    drafted_on: date, batch: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Plain JSON; `term` quotes their own section where the agreement has its words, `evidence` is what it wants to see."""
    return {
        "reference": order_number,
        "sku": sku,
        "title": title,
        "batch": batch or None,
        "pieces": quantity,
        "kind": kind,
        "term": term,
        "window_days": None if began_on is None or closes_on is None else (closes_on - began_on).days,
        "day_of_window": None if began_on is None else (drafted_on - began_on).days,
        "opens_on": _iso(opens_on),
        "shipped_on": _iso(shipped_on),
        "delivered_on": _iso(delivered_on),
        "credit_as": credit_as,
        "evidence": evidence,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
