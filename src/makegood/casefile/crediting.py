"""What is left of a credit, and of which line a spending takes it. Pure over rows.

A bonus is spent first, because it may end; what comes back goes to the lines that it came from, the last taken first. So nobody's own money ever
waits behind a gift, and a refunded order leaves a credit as it was before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from makegood.apps.settlement.credits import SIGNS
from makegood.casefile.days import local_day
from makegood.kernel.money import text_from_minor
from makegood.kernel.period import add_days
from makegood.kernel.refusal import Refusal

WARN_DAYS = 30  # so long before a line ends its customer is told, and so long at least what came back can be spent again
LEAST_NOTICE = 14  # where that day was missed: nothing ends sooner after its customer was told
_ORDER = {"bonus": 0, "owed": 1}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a credit as it stands: minor units. `ends_on`: its last day by now, None where it never ends."""

    part: Any
    left_minor: int
    spent_minor: int
    expired_minor: int
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the shop's system told of a credit. `again`: it was known already, and nothing was written. `lines`: the credit as it stands now."""

    credit: Any
    amount_minor: int
    again: bool
    lines: list[Line]


def lines_of(parts: Iterable[Any], moves: Sequence[Any], zone: str) -> list[Line]:
    """The bonus first, as it is spent."""
    found = []
    for part in parts:
        mine = [one for one in moves if one.part_id == part.id]
        sums = {kind: sum(one.amount_minor for one in mine if one.kind == kind) for kind in SIGNS}
        found.append(
            Line(
                part, part.amount_minor + sum(sign * sums[kind] for kind, sign in SIGNS.items()), sums["spent"] - sums["given_back"],
                sums["expired"] - sums["revived"], ends_on(part, mine, zone),
            )
        )  # fmt: skip
    return sorted(found, key=lambda line: _ORDER[line.part.kind])


def ends_on(part: Any, moves: Iterable[Any], zone: str) -> date | None:
    """Its day as it was given; what came back late can be spent for thirty days again, and never sooner than the customer was told."""
    if part.expires_on is None:
        return None
    told = [] if part.warned_for is None else [part.warned_for]
    back = [local_day(one.at, zone) for one in moves if one.part_id == part.id and one.kind == "given_back"]
    return max([part.expires_on, *told, *(add_days(day, WARN_DAYS) for day in back)])


def left_of(lines: Iterable[Line]) -> int:
    return sum(line.left_minor for line in lines)


def take(lines: Sequence[Line], amount: int, *, on: date, currency: str) -> tuple[list[tuple[Any, int]], list[tuple[Any, int]]]:
    """(what is taken of which line, what of it had been written off as expired and comes to life for it).

    A line can be spent through its last day: a spending that is told later than its day still counts by its day. Refuses `credit_too_small`.
    """
    taken, revived, rest = [], [], amount
    for line in lines:
        usable = line.ends_on is None or on <= line.ends_on
        share = min(rest, line.left_minor + line.expired_minor) if usable else 0
        rest -= share
        if share:
            taken.append((line.part, share))
            revived.append((line.part, max(0, share - line.left_minor)))
    if rest:
        there = text_from_minor(amount - rest, currency)
        raise Refusal(
            "credit_too_small", f"Only {there} {currency} of this credit could be spent on that day.",
            "Check the amount and the day in your shop system.", status=409, field="amount", left=there,
        )  # fmt: skip
    return taken, [one for one in revived if one[1]]


def spent_for(key: str, moves: Iterable[Any]) -> int:
    """What an order took and still has of it."""
    return sum({"spent": 1, "given_back": -1}.get(one.kind, 0) * one.amount_minor for one in moves if one.order_key == key)


def put_back(key: str, parts: Sequence[Any], moves: Sequence[Any], amount: int) -> list[tuple[Any, int]]:
    """To which lines `amount` of what an order took goes back: money that was owed first, because it was taken last."""
    found, rest = [], amount
    for part in sorted(parts, key=lambda one: -_ORDER[one.kind]):
        share = min(rest, spent_for(key, [one for one in moves if one.part_id == part.id]))
        rest -= share
        if share:
            found.append((part, share))
    return found


def over(lines: Iterable[Line], today: date) -> list[Line]:
    """Those whose last day has passed with something left, and whose customer was told that day."""
    return [
        line
        for line in lines
        if line.ends_on is not None and line.ends_on < today and line.left_minor > 0 and line.part.warned_for == line.ends_on
    ]


def to_warn(lines: Iterable[Line], today: date) -> list[tuple[Line, date]]:
    """Those that end within thirty days, or should have, and whose customer was not told: each with the last day to tell."""
    return [
        (line, max(line.ends_on, add_days(today, LEAST_NOTICE)))
        for line in lines
        if line.ends_on is not None and line.left_minor > 0 and line.ends_on <= today + timedelta(days=WARN_DAYS)
        and line.part.warned_for != line.ends_on
    ]  # fmt: skip
