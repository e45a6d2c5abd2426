"""Days of a shop as moments."""

import calendar
import re
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


def month_of(merchant: Any, first: date) -> Period:
    """The month that begins on this day."""
    return Period(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), merchant.zone)


def month_called(merchant: Any, text: str) -> Period:
    """`text` as 2026-11. Refuses `month_unreadable`."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text, re.ASCII):
        raise Refusal("month_unreadable", "This is no month.", "Write it as 2026-11.", status=422, field="month")
    return month_of(merchant, date.fromisoformat(f"{text}-01"))
