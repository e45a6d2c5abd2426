"""Spikes: a product, or a supplier, whose pieces have come back with faults more often since a day than before, by more than chance."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log

from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.heaps import Heap, by_day, heaps_until, parted
from makegood.insight.shares import Share
from makegood.insight.splits import Split, splits_of
from makegood.kernel.chance import more_often

SPANS = (7, 10, 14, 20, 28, 40, 56)  # days back from today, each held against all that was before; each longer by the square root of two
FEWEST = 5  # faults in all, below which nothing is looked at: three of eight is no news
# A night's looking at a whole shop in which nothing changed finds something at most this often; a quarter of nights, at most once in twenty.
LEVEL = 0.05 / 91


@dataclass(frozen=True, slots=True)
class Found:
    """`about`: product or supplier, named `key`. From `since_on` on `after` came back with a fault, `before` of what was ordered before. `chance`:
    how often, at most, a night of looking finds such a thing where nothing changed."""

    about: str
    key: str
    title: str
    since_on: date
    before: Share
    after: Share
    chance: float
    splits: tuple[Split, ...]


def spikes(merchant: Merchant, *, now: datetime) -> list[Found]:
    """Those found tonight, the surest first. A supplier is named only where not one product of it explains everything."""
    return spikes_in(heaps_until(now), today=local_day(now, merchant.zone))


def spikes_in(heaps: list[Heap], *, today: date) -> list[Found]:
    """Each product and each supplier is held against its own past, over each of SPANS; every comparison counts (Bonferroni), so that a large shop is told of no
    more chance than a small one. Which are compared depends on totals only, which Fisher's test takes as given. What was sold lately has hardly had
    time to come back: it can only look better than it is.
    """
    rows = {(about, one.named(about)) for one in heaps for about in ("product", "supplier")}
    groups = {row: [one for one in heaps if one.named(row[0]) == row[1]] for row in rows if row[1]}
    groups = {row: own for row, own in groups.items() if sum(one.of for one in own) >= FEWEST}
    groups = {row: own for row, own in groups.items() if row[0] == "product" or len({one.sku for one in own}) > 1}
    found = []
    for (about, key), own in sorted(groups.items()):
        chances = [_chance(own, today - timedelta(days=days - 1)) for days in SPANS]
        chance = min(1.0, min(chances) * len(SPANS) * len(groups))
        if chance <= LEVEL:
            since = change_day(own, today - timedelta(days=SPANS[-1]))
            before, after = parted(own, since)
            title = max(own, key=lambda one: one.on).title if about == "product" else key
            found.append(Found(about, key, title, since, before, after, chance, splits_of(own, since)))
    return sorted(_without_echo(found, heaps), key=lambda one: (one.chance, one.about, one.key))


def _chance(own: list[Heap], since: date) -> float:
    before, after = parted(own, since)
    return more_often(after.of, after.total, before.of, before.total) if before.total and after.total else 1.0


def change_day(own: list[Heap], earliest: date) -> date:
    """The day from which two shares, one before and one since, make what was seen likeliest: the likeliest day, with days to both sides that are
    nearly as likely. Never before `earliest`, and never the first day of all."""
    days = by_day(own)
    best, score = days[-1][0], float("-inf")
    of, total = sum(one.of for _, one in days), sum(one.total for _, one in days)
    past_of = past = 0
    for on, share in days:
        if past and on > earliest:
            since_of, since = of - past_of, total - past
            likely = _likelihood(past_of, past) + _likelihood(since_of, since)
            if since_of * past > past_of * since and likely > score:
                best, score = on, likely
        past_of, past = past_of + share.of, past + share.total
    return best


def _likelihood(of: int, total: int) -> float:
    """The logarithm of how likely `of` of `total` is at its own share."""
    return sum(part * log(part / total) for part in (of, total - of) if part)


def _without_echo(found: list[Found], heaps: list[Heap]) -> list[Found]:
    """A supplier that only repeats what one product of it says is not told a second time: without those products it stands out no more."""
    told = {one.key for one in found if one.about == "product"}
    kept = []
    for one in found:
        if one.about == "supplier":
            others = [heap for heap in heaps if heap.supplier == one.key and heap.sku not in told]
            before, after = parted(others, one.since_on)
            if told and more_often(after.of, after.total, before.of, before.total) > LEVEL:
                continue
        kept.append(one)
    return kept
