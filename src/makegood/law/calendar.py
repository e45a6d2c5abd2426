"""Counting days: calendar and business days, and last days that roll.

Public holidays come from the library `holidays`, pinned. It also knows the weekend days that China and others work to make up for a bridge day;
they are no working days here: no rule of China counts in business days, and Reg. 1182/71 art. 3(4) knows none.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from makegood.kernel.period import add_days


@lru_cache
def calendar_version() -> str:
    """The version of the holiday library: the second half of what a date rests on, beside the version of the law."""
    from importlib.metadata import version

    return version("holidays")


@lru_cache(maxsize=512)
def _holidays(market: str, year: int) -> Any:
    """The market's public holidays (library `holidays`, pinned); a subdivision's own where the library knows it."""
    import holidays

    country, _, subdivision = market.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:
        try:
            return holidays.country_holidays(country, years=year)
        except NotImplementedError:
            return {}


# Where the weekend is not Saturday and Sunday (0 is Monday).
_WEEKENDS = {"SA": (4, 5), "IL": (4, 5)}


def weekend_of(market: str) -> tuple[int, ...]:
    """Days of the week, 0 Monday."""
    return _WEEKENDS.get(market.split("-")[0], (5, 6))


def is_public_holiday(day: date, market: str) -> bool:
    return day in _holidays(market, day.year)


def is_working_day(day: date, market: str) -> bool:
    return day.weekday() not in weekend_of(market) and not is_public_holiday(day, market)


def parts_of(country: str) -> tuple[str, ...]:
    """A country's parts that have holidays of their own (`SN` of DE); empty where the library knows none."""
    import holidays

    return tuple(sorted(holidays.list_supported_countries(include_aliases=False).get(country, ())))


def roll(day: date, market: str) -> date:
    """The day itself, or the next working day where it is a Saturday, a Sunday or a public holiday (Reg. 1182/71 art. 3(4))."""
    while day < date.max and not is_working_day(day, market):
        day = add_days(day, 1)
    return day


def add_business_days(day: date, days: int, market: str) -> date:
    """The `days`-th working day after `day`."""
    left = days
    while left > 0 and day < date.max:
        day = add_days(day, 1)
        left -= is_working_day(day, market)
    return day


def count(start: date, days: int, kind: str | None, market: str, *, first_included: bool = False) -> date:
    """The last day of a period of `days`; the day of the event counts only where `first_included`."""
    days -= first_included
    return add_business_days(start, days, market) if kind == "business" else add_days(start, days)
