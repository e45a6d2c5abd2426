"""What a corrective action came to: the rate before and with it, each piece given the same time to come back, and a verdict."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.insight.heaps import Heap, heaps_until, share_of
from makegood.insight.shares import Share
from makegood.kernel.chance import SURE, more_often, pieces_needed

SOON = 21  # days from the order within which a fault counts on either side: most broken pieces are told of by then


@dataclass(frozen=True, slots=True)
class Effect:
    """`before`: ordered from the spike's first day until the action shows. `verdict`: worked (fewer, by more than chance), did_not (as many pieces as would show a
    fall to the old rate have come, and it did not fall), too_early. `needed`: with so many, a fall to the old rate would show."""

    before: Share
    after: Share
    verdict: str
    needed: int

    @property
    def counts(self) -> tuple[int, int, int, int]:
        return self.before.of, self.before.total, self.after.of, self.after.total


def effect_of(spike: Any, action: Any, *, now: datetime) -> Effect:
    """Of the unit's shop. Only what was ordered at least SOON days ago counts, and of it only what was told within SOON days of the order."""
    return effect_in(heaps_until(now, soon=SOON), spike, action)


def effect_in(heaps: list[Heap], spike: Any, action: Any) -> Effect:
    own = [one for one in heaps if one.named(spike.about) == spike.key and one.on >= spike.since_on]

    def has_it(one: Heap) -> bool:
        return one.on >= action.from_on and (not action.from_batch or one.batch == action.from_batch)

    before, after = share_of(own, lambda one: not has_it(one)), share_of(own, has_it)
    usual = spike.before_of / spike.before_total if spike.before_total else 0.0
    needed = pieces_needed(before.of, before.total, usual)
    if before.total and after.total and more_often(before.of, before.total, after.of, after.total) <= SURE:
        return Effect(before, after, "worked", needed)
    return Effect(before, after, "did_not" if after.total >= needed else "too_early", needed)
