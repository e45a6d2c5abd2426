"""Whether a shop lets somebody in on a password alone. Pure."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

FROM = "second_factor_from"


def demanded_from(settings: dict[str, Any]) -> date | None:
    """The first day on which a second factor is needed; None where it never is."""
    text = settings.get(FROM, "")
    return date.fromisoformat(text) if text else None


def is_demanded(settings: dict[str, Any], *, zone: str, now: datetime) -> bool:
    since = demanded_from(settings)
    return since is not None and now.astimezone(ZoneInfo(zone)).date() >= since
