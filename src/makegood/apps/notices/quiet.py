"""Quiet hours: a mail that can wait does not come at night (pure)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

USUAL = (21, 8)  # from nine in the evening to eight in the morning, where the customer lives


def held_until(*, now: datetime, zone: str, hours: tuple[int, int], by: date | None = None) -> datetime | None:
    """When it may go; None: at once. `hours`: (from, to) of the local clock, equal for none. `by`: the day on which it must have been said.

    A day that is skipped or told twice by a change of clocks changes nothing: the morning is looked up in the zone itself.
    """
    begin, end = hours
    if begin == end:
        return None
    local = now.astimezone(ZoneInfo(zone))
    quiet = local.hour >= begin or local.hour < end if begin > end else begin <= local.hour < end
    if not quiet:
        return None
    on = local.date() + timedelta(days=1) if begin > end and local.hour >= begin else local.date()
    if by is not None and on > by:
        return None
    return datetime.combine(on, time(end % 24), ZoneInfo(zone)).astimezone(UTC)


def hours_of(settings: dict[str, object]) -> tuple[int, int]:
    """The shop's, as kept in its settings under `quiet`; the usual ones where it said nothing."""
    said = settings.get("quiet")
    if isinstance(said, list) and len(said) == 2:
        return int(said[0]), int(said[1])
    return USUAL
