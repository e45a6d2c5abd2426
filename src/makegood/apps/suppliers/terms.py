"""An agreement's terms, as questions. An unknown term is None, never a guess."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from makegood.kernel.period import add_days


def covers(terms: Mapping[str, Any], kind: str) -> bool | None:
    """Does the supplier pay for this kind of trouble; None where the terms do not say."""
    listed = terms.get("covers")
    return None if listed is None else kind in listed


def window_until(terms: Mapping[str, Any], kind: str, *, shipped_on: date | None, delivered_on: date | None) -> date | None:
    """The last day to claim; None where the terms name none or its start is not known."""
    window = (terms.get("windows") or {}).get(kind)
    if not window:
        return None
    start = shipped_on if window.get("from") == "shipment" else delivered_on
    return None if start is None else add_days(start, int(window["days"]))


def asked_minor(terms: Mapping[str, Any], *, cost_minor: int, quantity: int) -> int:
    """What the terms pay for `quantity` units that cost `cost_minor` each (the agreement's currency, minor units); all where they do not say."""
    percent = (terms.get("pays") or {}).get("percent", 100)
    return cost_minor * quantity * int(percent) // 100


def evidence_plan(terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    """[{"kind", "count"}] that the supplier wants to see."""
    names = {"photos": "photo", "videos": "video", "packaging": "photo_of_packaging"}
    return [{"kind": names[key], "count": int(count)} for key, count in (terms.get("evidence") or {}).items() if key in names and count]
