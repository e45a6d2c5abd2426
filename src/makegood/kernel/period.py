"""Days and spans of days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def day_from_text(text: object) -> date | None:
    """The day of a text such as 2026-11-16, in this form only; None for anything else."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and _DAY.fullmatch(text) else None
    except ValueError:
        return None


def add_days(day: date, days: int) -> date:
    """The day `days` later; saturates at the last (or first) day that a date can hold."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def add_months(day: date, months: int) -> date:
    """The same day of the month later, or that month's last day (Regulation 1182/71 art. 3(2)(c))."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > 9999:
        return date.max
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1) if year < 9999 or month < 11 else date.max
    last = (after - timedelta(days=1)).day if after != date.max else 31
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class Period:
    """From `start`, up to but without `end_before` (None: open)."""

    start: date
    end_before: date | None = None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end_before is None or day < self.end_before)
