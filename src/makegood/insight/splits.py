"""What a spike may come from, before anybody is blamed: by supplier, batch, version of the product's text and campaign."""

from dataclasses import dataclass
from datetime import date

from makegood.insight.heaps import SPLITS, Heap, share_of
from makegood.insight.shares import Share
from makegood.kernel.chance import SURE, more_often

MOST = 12  # values of one split that are kept, those of the most pieces first


@dataclass(frozen=True, slots=True)
class Split:
    """`verdict`: `explains` (the pieces of `value` are worse than the others since the day, by more than chance), `goes_with` (`value` came with the
    day, so the two can't be told apart), `not_it` (it was there before, or several values are as bad), `not_known`. `parts`: of the pieces since
    the day, by value; "" where nobody said."""

    by: str
    verdict: str
    value: str
    parts: tuple[tuple[str, Share], ...]

    def as_json(self) -> dict[str, object]:
        parts = [{"value": value, "of": share.of, "total": share.total} for value, share in self.parts]
        return {"by": self.by, "verdict": self.verdict, "value": self.value, "parts": parts}


def splits_of(own: list[Heap], since: date) -> tuple[Split, ...]:
    """One of each of SPLITS, in that order."""
    return tuple(_split(by, own, since) for by in SPLITS)


def _split(by: str, own: list[Heap], since: date) -> Split:
    usual = share_of(own, lambda one: one.on < since)
    fresh = [one for one in own if one.on >= since]
    values = sorted({one.named(by) for one in fresh})
    shares = {value: share_of(fresh, lambda one, v=value: one.named(by) == v) for value in values}  # type: ignore[misc]
    parts = tuple(sorted(shares.items(), key=lambda one: (-one[1].total, one[0]))[:MOST])
    named = {value: share for value, share in shares.items() if value}
    if not named:
        return Split(by, "not_known", "", parts)
    whole = share_of(fresh)
    if len(shares) > 1:
        chances = {value: more_often(one.of, one.total, whole.of - one.of, whole.total - one.total) for value, one in named.items()}
        worst = min(chances, key=lambda value: (chances[value], value))
        if chances[worst] * len(named) <= SURE:
            return Split(by, "explains", worst, parts)
        bad = [value for value, one in named.items() if one.is_above(usual.share)]
        return Split(by, "not_it" if len(bad) > 1 else "not_known", "", parts)
    (only,) = named
    was_there = any(one.named(by) == only for one in own if one.on < since)
    return Split(by, "not_it" if was_there else "goes_with", "" if was_there else only, parts)
