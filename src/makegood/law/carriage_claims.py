"""By when a carrier has to be told that goods came damaged, late or not at all: the law's own days. A carrier's terms may be kinder, never shorter
where the law binds; they stand in the shop's contract with it.

Each row: the sources say from when and how long; where only "7 days, Sundays and holidays not counted" is given, calendar days are taken, which is
never too late.
"""

from dataclasses import dataclass
from datetime import date

from makegood.kernel.period import add_days
from makegood.law.transfers import EEA

ROAD = EEA | {"GB", "CH"}  # where the CMR governs carriage by road from one state into another


@dataclass(frozen=True, slots=True)
class CarrierDay:
    """`until`: the last day of notice; None where its start is not known."""

    until: date | None
    cite: str


_DAMAGE = ("damaged_in_transit", "missing_part", "defective", "wrong_item")
_LATE = ("late",)
_LOST = ("not_delivered", "delivered_not_received")
# (days, where they stand) for damage, delay and loss; of Germany and the CMR sure, of the others fairly sure.
_GERMANY = ((7, "HGB § 438(2)"), (21, "HGB § 438(3)"), (365, "HGB § 439(1)"))
_CMR = ((7, "CMR art. 30(1)"), (21, "CMR art. 30(3)"), (365, "CMR art. 32(1)"))
_USA = ((270, "49 USC 14706(e)"),) * 3
_MONTREAL = ((14, "Montreal Convention art. 31(2)"), (21, "Montreal Convention art. 31(2)"), (730, "Montreal Convention art. 35(1)"))


def carrier_day(kind: str, *, start: str, end: str, handed_over_on: date | None, delivered_on: date | None) -> CarrierDay | None:
    """For goods from country `start` to country `end`; None where the trouble is none that a carrier answers for, or no source is known here."""
    if kind not in (*_DAMAGE, *_LATE, *_LOST):
        return None
    if start == end:
        row = {"DE": _GERMANY, "US": _USA}.get(start)
    else:
        row = _CMR if {start, end} <= ROAD else _MONTREAL
    if row is None:
        return None
    days, cite = row[0 if kind in _DAMAGE else 1 if kind in _LATE else 2]
    began = handed_over_on if kind in _LOST else delivered_on
    return CarrierDay(None if began is None else add_days(began, days), cite)
