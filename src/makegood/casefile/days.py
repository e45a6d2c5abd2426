"""Days of a market or a shop, and their ends."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local_day(now: datetime, zone: str) -> date:
    """The calendar day in `zone` at `now`."""
    return now.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The moment at which `day` is over in `zone`."""
    if day >= date.max - timedelta(days=1):
        return datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
