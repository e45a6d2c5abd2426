"""When a shop works: its days, hours, holidays and the days on which it is away, by the clock of its own zone (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.law.calendar import is_public_holiday, weekend_of

OPENS, CLOSES = time(9), time(17)
LOOK_AHEAD = 400  # days; a shop that is away for longer than a year has no working day that anybody could be told


@dataclass(frozen=True, slots=True)
class Hours:
    """`days` of the week, 0 Monday; `place` is a country or one of its parts (`DE-SN`), whose public holidays are free; `closed` ranges, both ends included."""

    zone: str
    place: str
    days: frozenset[int]
    opens: time
    closes: time
    closed: tuple[tuple[date, date], ...] = ()


def hours_of(merchant: Any) -> Hours:
    """As kept in the shop's settings under `office`; where it said nothing: nine to five, but on its country's weekends and public holidays."""
    said: Mapping[str, Any] = merchant.settings.get("office") or {}
    usual = frozenset(range(7)) - frozenset(weekend_of(merchant.country))
    return Hours(
        zone=merchant.zone,
        place=str(said.get("place") or merchant.country),
        days=frozenset(said["days"]) if said.get("days") else usual,
        opens=time.fromisoformat(said["opens"]) if said.get("opens") else OPENS,
        closes=time.fromisoformat(said["closes"]) if said.get("closes") else CLOSES,
        closed=tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in said.get("closed", ())),
    )


def is_working(day: date, hours: Hours) -> bool:
    away = any(first <= day <= last for first, last in hours.closed)
    return day.weekday() in hours.days and not away and not is_public_holiday(day, hours.place)


def working_day(day: date, count: int, hours: Hours, *, back: bool = False) -> date:
    """The `count`-th working day after (or before) `day`; 0: the day itself or the first working day from it on."""
    step, left, found = timedelta(days=-1 if back else 1), count, day
    if count == 0:
        left, found = 1, day - step
    for _ in range(LOOK_AHEAD):
        found += step
        left -= is_working(found, hours)
        if left == 0:
            return found
    return day + step * max(count, 1)


def closing(now: datetime, days: int, hours: Hours) -> datetime:
    """The close of business `days` working days from now. Today is day 0 and counts only as long as it is open.

    Monotone in `now` and in `days`; never earlier than `now`.
    """
    local = now.astimezone(ZoneInfo(hours.zone))
    today = local.date()
    over = is_working(today, hours) and local.time() >= hours.closes
    start = today + timedelta(days=1) if over and days == 0 else today
    return _at(working_day(start, days, hours), hours.closes, hours.zone)


def earlier(moment: datetime, days: int, hours: Hours) -> datetime:
    """When business opens `days` working days before the day of `moment`: so that whoever must act has that time left."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    return _at(working_day(local.date(), days, hours, back=True), hours.opens, hours.zone)


def _at(day: date, clock: time, zone: str) -> datetime:
    """A clock time that a change of clocks skips is the moment after it; one that comes twice is the first."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
