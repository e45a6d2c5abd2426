"""Days and moments as people, shops and spreadsheets of six languages write them."""

import re
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from makegood.base.cells import LANGUAGES, fold, plain
from makegood.kernel.refusal import Refusal

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_TWO_WAYS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*(?:Uhr)?\Z")
_SERIAL = re.compile(r"[3-6]\d{4}(?:[.,]\d+)?\Z")


@cache
def _months() -> dict[str, int]:
    from babel.dates import get_month_names

    found: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                found |= {fold(name): month for month, name in get_month_names(width, context, language).items()}
    return found


def day_order(text: str) -> str:
    """`dmy` or `mdy` where this date can only be read in one way and is written in a form that others share; else empty."""
    matched = _TWO_WAYS.match(text.strip(" '\""))
    if not matched or matched[2] == ".":
        return ""
    first, second = int(matched[1]), int(matched[3])
    return "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else ""


def moment(text: str, *, zone: str, order: str = "") -> datetime | None:
    """A day (its first moment in `zone`) or a moment, in UTC; None for an empty cell. A number such as 45123 is a spreadsheet's day.

    Refuses date_unreadable, date_ambiguous.
    """
    found = plain(text)
    if not found:
        return None
    try:
        day, rest = _day(found, order)
        at, offset = _clock(rest)
        local = datetime.combine(day, at)
        if offset is not None:
            return (local - offset).replace(tzinfo=UTC)
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal("date_unreadable", f"{found[:40]!r} is no date.", "Write it as 2026-10-26.", value=found[:40]) from None


def _day(text: str, order: str) -> tuple[date, str]:
    if _SERIAL.match(text):
        days = Decimal(text.replace(",", "."))
        at = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))
        return at.date(), at.strftime("%H:%M:%S")
    if matched := _ISO.match(text):
        return _sound(int(matched[1]), int(matched[2]), int(matched[3])), text[matched.end() :]
    if re.fullmatch(r"20\d{6}", text):
        return _sound(int(text[:4]), int(text[4:6]), int(text[6:])), ""
    if matched := _TWO_WAYS.match(text):
        first, second, year = int(matched[1]), int(matched[3]), int(matched[4])
        year += 2000 if year < 100 else 0
        way = "dmy" if matched[2] == "." else day_order(text) or ("dmy" if first == second else order)
        if way not in ("dmy", "mdy"):
            if first > 12 and second > 12:
                raise ValueError
            remedy = "Say which comes first, the day or the month (day_order: dmy or mdy)."
            raise Refusal("date_ambiguous", f"{text[:40]!r} may be {first}.{second}. or {second}.{first}.", remedy, value=text[:40])
        day, month = (first, second) if way == "dmy" else (second, first)
        return _sound(year, month, day), text[matched.end() :]
    return _written(text)


def _written(text: str) -> tuple[date, str]:
    """26 Oct 2026, Oct 26, 2026, lunes 26 de octubre de 2026."""
    matched = re.match(r"(?:[^\W\d]+\.?,?\s+)??(?:(\d{1,2})(?:\.|st|nd|rd|th)?\s+(?:de\s+)?([^\W\d]+)\.?,?\s+(?:de\s+)?(\d{4})|([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}))", text)  # fmt: skip
    month = _months().get(fold((matched[2] or matched[4]) if matched else ""), 0)
    if not matched or not month:
        raise ValueError
    return _sound(int(matched[3] or matched[6]), month, int(matched[1] or matched[5])), text[matched.end() :]


def _sound(year: int, month: int, day: int) -> date:
    if not 1990 <= year < 2100:
        raise ValueError
    return date(year, month, day)


def _clock(text: str) -> tuple[clock_time, timedelta | None]:
    rest = text.lstrip("T,").strip()
    if not rest:
        return clock_time(), None
    matched = _TIME.match(re.sub(r"^(at|um|à|alle|om|a las)\s+", "", rest))
    if not matched:
        raise ValueError
    hour, half, zone = int(matched[1]), (matched[4] or "").lower(), matched[5] or ""
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    offset = None
    if zone:
        sign = -1 if zone[0] == "-" else 1
        digits = zone[1:].replace(":", "") if zone[0] in "+-" else "0000"
        offset = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return clock_time(hour, int(matched[2]), int(matched[3] or 0)), offset
