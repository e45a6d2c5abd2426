"""Days of a shop as moments."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Period:
    """From the begin of `first` to the end of `last`, both days of the shop's own zone."""

    first: date
    last: date
    zone: str

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), ZoneInfo(self.zone))

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo(self.zone))

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()


def period_of(merchant: Any, first: date, last: date) -> Period:
    """Refuses `period_reversed`."""
    if last < first:
        raise Refusal("period_reversed", "The period ends before it begins.", "Swap the two days.", status=422, field="to")
    return Period(first, last, merchant.zone)
