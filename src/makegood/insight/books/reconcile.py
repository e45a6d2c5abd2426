"""A provider's report against our books, difference by difference: those that are listed always explain the whole difference, to the last cent (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ON_ITS_WAY = timedelta(days=10)  # a refund that left us may stand in a provider's report only once it is settled


@dataclass(frozen=True, slots=True)
class Booked:
    """A transfer of ours that moved. `names`: what the provider may call it (its reference, our key)."""

    name: str
    amount_minor: int
    currency: str
    on: date
    names: tuple[str, ...]
    case: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`name` the report's row or our transfer; `there` less `here` is what it explains, in minor units of `currency`. `sure`: False where time may mend it."""

    cause: str
    name: str
    currency: str
    there: int
    here: int
    on: date
    case: str = ""
    other: str = ""

    @property
    def amount(self) -> int:
        return self.there - self.here


@dataclass(frozen=True, slots=True)
class Reconciled:
    """By currency: what the report says left, what our books say left; and every difference. `fees`: what the provider took, by currency."""

    there: Mapping[str, int]
    here: Mapping[str, int]
    fees: Mapping[str, int]
    matched: int
    differences: list[Difference]


def reconcile(lines: Iterable[Any], booked: Iterable[Booked], *, first: date, last: date, today: date) -> Reconciled:
    """`lines` and `booked`: those of the period, and those outside it that belong to one inside. Money that left counts above zero, money that came back below."""
    rows, ours = list(lines), {one.name: one for one in booked}
    by_name = {name: one for one in ours.values() for name in one.names if name}
    inside = [row for row in rows if first <= row.on <= last]
    moving = [row for row in inside if row.kind in ("refund", "came_back")]
    here = [one for one in ours.values() if first <= one.on <= last]
    there_by, here_by, fees = (
        _sums((row.currency, _moved(row)) for row in moving),
        _sums((one.currency, one.amount_minor) for one in here),
        _sums((row.currency, row.fee_minor) for row in inside),
    )
    mine: dict[str, list[Any]] = {}
    found: list[Difference] = []
    for row in moving:
        one = by_name.get(row.ref) or by_name.get(row.name)
        if one is None:
            found.append(
                Difference(
                    "unknown_refund" if row.kind == "refund" else "came_back", row.name, row.currency, _moved(row), 0, row.on, other=row.ref
                )
            )
        else:
            mine.setdefault(one.name, []).append(row)
    told = {one.name for row in rows if row.kind == "refund" and (one := by_name.get(row.ref) or by_name.get(row.name)) is not None}
    for one in sorted(ours.values(), key=lambda each: (each.on, each.name)):
        found += _of_one(one, mine.get(one.name, []), first <= one.on <= last, one.name in told, today)
    found += _payouts(rows, inside)
    return Reconciled(there_by, here_by, fees, sum(1 for one in here if not any(each.name == one.name for each in found)), found)


def _of_one(one: Booked, rows: list[Any], is_inside: bool, is_told: bool, today: date) -> list[Difference]:
    """What stands between one transfer and its rows of the period; each currency on its own, so that the sums hold."""
    here = one.amount_minor if is_inside else 0
    if not rows:
        if not is_inside:
            return []
        cause = "other_month" if is_told else "on_its_way" if today - one.on < ON_ITS_WAY else "missing_there"
        return [Difference(cause, one.name, one.currency, 0, here, one.on, one.case)]
    if any(row.currency != one.currency for row in rows):
        others = [Difference("other_currency", one.name, row.currency, _moved(row), 0, row.on, one.case, row.name) for row in rows]
        return others + ([Difference("other_currency", one.name, one.currency, 0, here, one.on, one.case)] if here else [])
    there = sum(_moved(row) for row in rows)
    if there == here:
        return []
    refunds = [row for row in rows if row.kind == "refund"]
    if not is_inside:
        cause = "other_month"
    elif any(row.kind == "came_back" for row in rows):
        cause = "came_back"
    else:
        cause = "twice_there" if len(refunds) > 1 else "other_amount"
    return [Difference(cause, one.name, one.currency, there, here, rows[-1].on, one.case, rows[-1].name)]


def _payouts(rows: list[Any], inside: list[Any]) -> list[Difference]:
    """A payout that is not the sum of its rows, where the report tells which rows are its own. It explains nothing of the refunds, and counts nothing there."""
    found = []
    parts: dict[str, int] = {}
    for row in rows:
        if row.payout and row.kind != "payout":
            moved = -_moved(row) if row.kind in ("refund", "came_back") else row.amount_minor
            parts[row.payout] = parts.get(row.payout, 0) + moved - row.fee_minor
    for row in inside:
        if row.kind == "payout" and row.payout in parts and parts[row.payout] != -row.amount_minor:
            found.append(
                Difference("payout_sum", row.name, row.currency, -row.amount_minor, -row.amount_minor, row.on, other=str(parts[row.payout]))
            )
    return found


def _moved(row: Any) -> int:
    return -row.amount_minor if row.kind == "came_back" else int(row.amount_minor)


def _sums(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for money, amount in rows:
        found[money] = found.get(money, 0) + amount
    return found
