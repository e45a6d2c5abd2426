"""What is left of a credit, and what spending and giving back does to its parts (pure). Minor units of the credit's currency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.apps.settlement.words import CREDIT_PARTS


@dataclass(frozen=True, slots=True)
class Standing:
    """A part as it stands: `left` of `amount`; `until` its last day, None: it never ends."""

    part_id: int
    kind: str
    amount: int
    left: int
    until: date | None
    source: str = ""

    def lives(self, on: date) -> bool:
        return self.until is None or on <= self.until


def standings(parts: Iterable[Any], moves: Iterable[Any]) -> list[Standing]:
    """In the order in which they are spent: what came on top first, then what is owed."""
    gone: dict[int, int] = {}
    for move in moves:
        gone[move.part_id] = gone.get(move.part_id, 0) + (-move.amount_minor if move.kind == "returned" else move.amount_minor)
    found = [Standing(one.id, one.kind, one.amount_minor, one.amount_minor - gone.get(one.id, 0), one.until, one.source) for one in parts]
    return sorted(found, key=lambda one: CREDIT_PARTS.index(one.kind))


def left_on(found: Sequence[Standing], on: date) -> int:
    """What can be spent on that day."""
    return sum(one.left for one in found if one.lives(on))


def to_spend(found: Sequence[Standing], amount: int, on: date) -> list[tuple[int, int]]:
    """(part id, minor units), as much as there is and never more than `amount`."""
    chosen = []
    for one in found:
        part = min(one.left, amount) if one.lives(on) else 0
        amount -= part
        if part > 0:
            chosen.append((one.part_id, part))
    return chosen


def to_return(found: Sequence[Standing], moves: Iterable[Any], order_number: str, amount: int) -> list[tuple[int, int]]:
    """What an order gives back of what it had spent: the part that was spent last first, so that what is owed is whole again before what came on top."""
    spent: dict[int, int] = {}
    for move in moves:
        if move.order_number == order_number and move.kind in ("spent", "returned"):
            spent[move.part_id] = spent.get(move.part_id, 0) + (move.amount_minor if move.kind == "spent" else -move.amount_minor)
    chosen = []
    for one in reversed(found):
        part = min(spent.get(one.part_id, 0), amount)
        amount -= part
        if part > 0:
            chosen.append((one.part_id, part))
    return chosen
