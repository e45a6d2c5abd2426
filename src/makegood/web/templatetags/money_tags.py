"""Amounts and days as the reader writes them. Nothing here reads the clock."""

import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.kernel.money import text_from_minor
from makegood.web.labels import WORK_WORDS, label
from makegood.web.mail_words import mail_words
from makegood.web.places import place_name

register = template.Library()
_JOINER = "\u200d"
_MODIFIERS = [chr(code) for code in range(0x1F3FB, 0x1F400)]  # the five skin tones


def locale_here() -> str:
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
    return str(format_currency(Decimal(text_from_minor(int(minor), currency)), currency, locale=locale_here()))


@register.filter
def work_words(kind: str) -> str:
    """What a kind of work of a list is called (apps/worklist/words.py)."""
    return str(WORK_WORDS.get(kind, kind))


@register.filter
def day(value: Any, zone: str = "") -> str:
    """Wednesday 25 November."""
    found = _day(value, zone)
    return "" if found is None else _written(found, "EEEE d MMMM", "EEEE, d. MMMM", "MMMMEEEEd")


@register.filter
def day_short(value: Any, zone: str = "") -> str:
    """25 Nov 2026."""
    found = _day(value, zone)
    return "" if found is None else _written(found, "d MMM y", "d. MMM y", "yMMMd")


@register.filter
def month_words(value: Any) -> str:
    """November 2026."""
    found = _day(value)
    return "" if found is None else _written(found, "MMMM y", "MMMM y", "yMMMM")


def _written(value: date, english: str, german: str, skeleton: str) -> str:
    """As the language writes it; where we have no pattern of our own, as its locale does."""
    locale = locale_here()
    pattern = {"en": english, "de": german}.get(locale[:2])
    return str(format_date(value, pattern, locale=locale) if pattern else format_skeleton(skeleton, value, locale=locale))


def span(first: Any, last: Any) -> str:
    """1 to 4 December; 28 November to 2 December."""
    one, other = _day(first), _day(last)
    if one is None or other is None or one == other:
        return day(one or other)
    english = locale_here().startswith("en")
    whole, short = ("d MMMM", "d") if english else ("d. MMMM", "d.")
    head = short if (one.year, one.month) == (other.year, other.month) else whole
    locale = locale_here()
    return _("%(first)s to %(last)s") % {"first": format_date(one, head, locale=locale), "last": format_date(other, whole, locale=locale)}


@register.filter
def clock(value: datetime | None, zone: str = "UTC") -> str:
    """14:05 in the zone."""
    return "" if value is None else str(format_time(value.astimezone(ZoneInfo(zone)), "HH:mm", locale=locale_here()))


@register.filter
def due(value: datetime | None, zone: str = "UTC") -> str:
    """The last moment of a promise: the day alone where it ends with the day, else the day and the hour."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return day(local - timedelta(seconds=1)) if (local.hour, local.minute) == (0, 0) else f"{day(local)} {clock(value, zone)}"


@register.filter
def spell(text: str) -> str:
    """Letters apart, so that each is looked at: H a n n a. What belongs together (an accent, a joined emoji, Arabic) stays together."""
    return text if is_joined(text) else "\xa0\xa0 ".join("\xa0".join(_letters(word)) for word in text.split())


def _letters(word: str) -> list[str]:
    found: list[str] = []
    for letter in word:
        if found and (_sticks(letter) or found[-1].endswith(_JOINER)):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _sticks(letter: str) -> bool:
    return letter == _JOINER or bool(unicodedata.combining(letter)) or letter in _MODIFIERS or unicodedata.category(letter) in ("Mn", "Me")


@register.filter
def words(code: str) -> str:
    """What a code of the trade is called (web/labels.py)."""
    return label(code)


@register.filter
def who(actor: str) -> str:
    """staff:person:7 is staff."""
    return label(actor.split(":")[0])


@register.filter
def is_joined(text: str) -> bool:
    """Is it written in letters that join (Arabic and its neighbours)? Those are never spaced apart."""
    return any(unicodedata.bidirectional(letter) == "AL" for letter in text)


@register.filter
def quantity_of(quantities: dict[str, int], line_id: int) -> int:
    return quantities.get(str(line_id), 1)


@register.filter
def has_line(quantities: dict[str, int], line_id: int) -> bool:
    return str(line_id) in quantities


@register.filter
def split(text: str) -> list[str]:
    return text.split()


@register.filter
def item(of: dict[Any, Any], key: Any) -> Any:
    return of.get(key)


@register.filter
def mail_problem(problem: str) -> str:
    """Why a mail was not taken and what to do, in a sentence each."""
    return " ".join(part for part in mail_words(problem)[:2] if part) if problem else ""


@register.filter
def place(code: str) -> str:
    """A market by its name."""
    return place_name(code)
