"""When a claim on a supplier can be made: from which day to which, counted from what. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.kernel.period import add_days


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day on which a claim can be made; None where that is not known. Where both are known, it closes no earlier than it opens.

    `start`: what the days are counted from (words.STARTS; "" not stated), `began_on` that day. `why`: "" or why a day is not known:
    no_terms, kind_not_named, start_not_stated, start_not_known, days_not_stated, never_opens (it would open after the last day that a paid
    order may be claimed: `closes_on` is that day).
    """

    opens_on: date | None = None
    closes_on: date | None = None
    start: str = ""
    began_on: date | None = None
    why: str = ""

    def is_ahead(self, today: date) -> bool:
        return self.opens_on is not None and self.opens_on > today

    def is_over(self, today: date) -> bool:
        return self.closes_on is not None and self.closes_on < today


def claim_terms(terms: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    """The window's terms for this kind of trouble; None where no window names it."""
    return next((one for one in terms.get("claims") or [] if kind in one["covers"]), None)


def window_of(
    terms: Mapping[str, Any],
    kind: str,
    *,
    market: str,
    ordered_on: date | None = None,
    dispatched_on: date | None = None,
    estimated_on: date | None = None,
    delivered_on: date | None = None,
    confirmed_on: date | None = None,
    paid_on: date | None = None,
) -> Window:
    """`market` is that of the order (DE, US-CA: where nothing is said of it, its country's). The days are those of the line's own parcel.

    Later days never give an earlier window: monotone in each of them.
    """
    if terms.get("claims") is None:
        return Window(why="no_terms")
    found = claim_terms(terms, kind)
    if found is None:
        return Window(why="kind_not_named")
    limit = _after(paid_on, found.get("paid_within_days"))
    start = found.get("from") or ""
    days = {
        "order": ordered_on, "dispatch": dispatched_on, "estimated_delivery": estimated_on, "delivery": delivered_on, "receipt_confirmed": confirmed_on,
    }  # fmt: skip
    began = days.get(start)
    if began is None:
        return Window(None, limit, start, None, "start_not_known" if start else "start_not_stated")
    opens, closes = (_after(began, _of_market(found, name, market)) for name in ("opens_after_days", "closes_after_days"))
    closes = min((day for day in (closes, limit) if day is not None), default=None)
    if opens is not None and closes is not None and opens > closes:
        return Window(None, closes, start, began, "never_opens")
    return Window(opens, closes, start, began, "" if opens is not None or closes is not None else "days_not_stated")


def _of_market(found: Mapping[str, Any], name: str, market: str) -> int | None:
    by_market = found.get("by_market") or {}
    for place in (market, market.split("-")[0]):
        if (days := by_market.get(place, {}).get(name)) is not None:
            return int(days)
    days = found.get(name)
    return None if days is None else int(days)


def _after(day: date | None, days: int | None) -> date | None:
    return None if day is None or days is None else add_days(day, int(days))
