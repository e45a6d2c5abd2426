"""A hub's invoice beside what it did: which act each line asks for, and what differs. Pure.

A line that names something is matched with the act on it; one that sums up (no reference) with the free acts of its kind in the invoice's days,
the oldest first, after all that name something. No act is paid twice: neither by two lines nor by an earlier invoice.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """An act that a hub did: `names` are all words that an invoice may call it by. `price_minor` None: no price was agreed."""

    id: str
    act: str
    quantity: int
    done_on: date
    price_minor: int | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """`acts` are paid by the line; `expected_minor` is what they cost by the agreed prices; `cause`: a word of CAUSES."""

    line: Any
    acts: tuple[Done, ...]
    cause: str
    expected_minor: int

    @property
    def difference_minor(self) -> int:
        return int(self.line.amount_minor) - self.expected_minor


@dataclass(frozen=True, slots=True)
class Compared:
    """`missing`: acts of the invoice's days that neither it nor an earlier one asks to be paid for."""

    matches: tuple[Match, ...]
    missing: tuple[Done, ...]


def compare(lines: Sequence[Any], acts: Iterable[Done], paid: Collection[str], *, since: date, until: date) -> Compared:
    """`lines`: rows with act, reference, quantity and amount_minor. `acts`: those that any of the lines may mean, and all of the days.

    `paid`: ids of acts that accepted lines of other invoices pay.
    """
    known = sorted(acts, key=lambda one: (one.done_on, one.id))
    free = {one.id: one for one in known if one.id not in paid}
    found: dict[int, Match] = {}
    for place, line in sorted(enumerate(lines), key=lambda pair: pair[1].reference == ""):
        if line.reference:
            mine = [one for one in known if one.act == line.act and line.reference.casefold() in one.names]
            left = [one for one in mine if one.id in free]
            taken = tuple(sorted(left, key=lambda one: one.quantity != line.quantity)[:1])
            cause = "" if taken else "act_twice" if mine else "act_unknown"
        else:
            taken, cause = _several(line, [one for one in free.values() if one.act == line.act and since <= one.done_on <= until])
        for one in taken:
            del free[one.id]
        found[place] = _judged(line, taken, cause)
    missing = [one for one in free.values() if since <= one.done_on <= until]
    return Compared(tuple(found[place] for place in range(len(lines))), tuple(missing))


def _several(line: Any, free: list[Done]) -> tuple[tuple[Done, ...], str]:
    taken, pieces = [], 0
    for one in free:
        if pieces + one.quantity <= line.quantity:
            taken.append(one)
            pieces += one.quantity
    return tuple(taken), "" if taken else "act_unknown"


def _judged(line: Any, taken: tuple[Done, ...], cause: str) -> Match:
    expected = sum(one.price_minor or 0 for one in taken)
    if not cause:
        if any(one.price_minor is None for one in taken):
            cause = "no_price"
        elif sum(one.quantity for one in taken) != line.quantity:
            cause = "quantity_differs"
        else:
            cause = "fits" if expected == line.amount_minor else "price_differs"
    return Match(line, taken, cause, expected)
