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
    """`until`: the last day of notice; None where its start is not known. `confidence` as in the market files."""

    until: date | None
    cite: str
    confidence: str


_DAMAGE = ("damaged_in_transit", "missing_part", "defective", "wrong_item")
_LATE = ("late",)
_LOST = ("not_delivered", "delivered_not_received")


def carrier_day(kind: str, *, start: str, end: str, handed_over_on: date | None, delivered_on: date | None) -> CarrierDay | None:
    """For goods from country `start` to country `end`; None where the trouble is none that a carrier answers for, or no source is known here."""
    if kind not in (*_DAMAGE, *_LATE, *_LOST):
        return None
    if start == end == "DE":
        days, cite, confidence = (7, 21, 365), ("HGB § 438(2)", "HGB § 438(3)", "HGB § 439(1)"), "high"
    elif start == end == "US":
        days, cite, confidence = (270, 270, 270), ("49 USC 14706(e)",) * 3, "medium"
    elif start != end and {start, end} <= ROAD:
        days, cite, confidence = (7, 21, 365), ("CMR art. 30(1)", "CMR art. 30(3)", "CMR art. 32(1)"), "high"
    elif start != end:
        days, cite, confidence = (
            (14, 21, 730),
            ("Montreal Convention art. 31(2)", "Montreal Convention art. 31(2)", "Montreal Convention art. 35(1)"),
            "medium",
        )
    else:
        return None
    place = 0 if kind in _DAMAGE else 1 if kind in _LATE else 2
    began = delivered_on if place < 2 else handed_over_on
    return CarrierDay(None if began is None else add_days(began, days[place]), cite[place], confidence)
