"""Sold articles, and those of them with a fault, by what was frozen with their orders: what spikes are found in. Counted are lines of orders: however
many pieces one has, it is one observation."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from makegood.apps.orders.sales import lines_by_day
from makegood.apps.returns.faults import ALL_FAULTS, faults_by_day
from makegood.insight.shares import Share

HISTORY_DAYS = 365
SPLITS = ("supplier", "batch", "text_version", "campaign")


@dataclass(frozen=True, slots=True)
class Heap:
    """`total` lines that were ordered on one day and are alike in all that was frozen with them; `of` them have a fault. "": nobody said."""

    sku: str
    supplier: str
    batch: str
    text_version: str
    campaign: str
    on: date
    title: str
    of: int
    total: int

    def named(self, by: str) -> str:
        """`by`: product, or one of SPLITS."""
        return str(getattr(self, "sku" if by == "product" else by))


def heaps_until(now: datetime, *, days: int = HISTORY_DAYS, soon: int | None = None) -> list[Heap]:
    """Of the unit's shop. `soon`: only what was ordered at least so many days ago, with the faults that were told within so many days: each
    has had the same time to come back. Two statements."""
    start, until = now - timedelta(days=days), now - timedelta(days=soon or 0)
    faults = Counter({tuple(row[:6]): row[6] for row in faults_by_day(start, until, ALL_FAULTS, soon)})
    return [
        Heap(sku, supplier, batch, text, campaign, on, title, min(faults[sku, supplier, batch, text, campaign, on], lines), lines)
        for sku, supplier, batch, text, campaign, on, title, lines in lines_by_day(start, until)
    ]


def share_of(heaps: Iterable[Heap], which: Callable[[Heap], bool] = lambda _heap: True) -> Share:
    found = [one for one in heaps if which(one)]
    return Share(sum(one.of for one in found), sum(one.total for one in found))


def parted(heaps: Iterable[Heap], since: date) -> tuple[Share, Share]:
    """What was ordered before the day, and on it or later."""
    found = list(heaps)
    return share_of(found, lambda one: one.on < since), share_of(found, lambda one: one.on >= since)


def by_day(heaps: Iterable[Heap]) -> list[tuple[date, Share]]:
    """The first day first."""
    found: dict[date, Heap] = {}
    for one in heaps:
        seen = found.get(one.on)
        found[one.on] = one if seen is None else replace(seen, of=seen.of + one.of, total=seen.total + one.total)
    return [(on, Share(found[on].of, found[on].total)) for on in sorted(found)]
