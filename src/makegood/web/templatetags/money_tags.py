"""Amounts and days as the reader writes them. Nothing here reads the clock."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

from makegood.kernel.money import text_from_minor
from makegood.web.mail_words import mail_words

register = template.Library()


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")


def _day(value: Any, zone: str = "") -> date | None:
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    if isinstance(value, datetime):
        return (value.astimezone(ZoneInfo(zone)) if zone else value).date()
    return value if isinstance(value, date) else None


@register.filter
def money(minor: int | None, currency: str) -> str:
    """2880|money:"EUR" is €28.80 or 28,80 €."""
    if minor is None or minor == "":
        return "–"
    return str(format_currency(Decimal(text_from_minor(int(minor), currency)), currency, locale=_locale()))


@register.filter
def day(value: Any, zone: str = "") -> str:
    """Wednesday 25 November."""
    found = _day(value, zone)
    return (
        "" if found is None else str(format_date(found, "EEEE d MMMM" if _locale().startswith("en") else "EEEE, d. MMMM", locale=_locale()))
    )


@register.filter
def day_short(value: Any, zone: str = "") -> str:
    """25 Nov 2026."""
    found = _day(value, zone)
    return "" if found is None else str(format_date(found, "d MMM y" if _locale().startswith("en") else "d. MMM y", locale=_locale()))


@register.filter
def clock(value: datetime | None, zone: str = "UTC") -> str:
    """14:05 in the zone."""
    return "" if value is None else str(format_time(value.astimezone(ZoneInfo(zone)), "HH:mm", locale=_locale()))


@register.filter
def spell(text: str) -> str:
    """Letters apart, so that each is looked at: H a n n a."""
    return " ".join(text)


@register.filter
def words(code: str) -> str:
    return str(code).replace("_", " ")


@register.filter
def item(of: dict[Any, Any], key: Any) -> Any:
    return of.get(key)


@register.filter
def mail_problem(problem: str) -> str:
    """Why a mail was not taken and what to do, in a sentence each."""
    return " ".join(part for part in mail_words(problem)[:2] if part) if problem else ""
