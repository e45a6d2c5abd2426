"""Working days in offers: counted by today's calendar when they are made, by the days that were recorded when they are made again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from makegood.law.calendar import is_working_day


@dataclass(frozen=True, slots=True)
class Workdays:
    """`resting`: every day without work from the decision's on, as the record has it; None: the market's calendar of today says."""

    market: str
    resting: frozenset[date] | None = None

    def after(self, day: date, days: int) -> date:
        """The `days`-th working day after `day`."""
        left = days
        while left > 0:
            day += timedelta(days=1)
            left -= self._works(day)
        return day

    def _works(self, day: date) -> bool:
        return is_working_day(day, self.market) if self.resting is None else day not in self.resting


def resting_days(market: str, start: date, ends: Iterable[str]) -> list[str]:
    """The days without work after `start` up to the last of `ends` (ISO days), as today's calendar has them."""
    last = date.fromisoformat(max(ends, default=start.isoformat()))
    days = (start + timedelta(days=step) for step in range(1, (last - start).days + 1))
    return [day.isoformat() for day in days if not is_working_day(day, market)]
