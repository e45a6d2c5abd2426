"""How amounts and days are written in a notice, and how one begins and ends."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.notices.symbols import Symbol, Symbols
from makegood.kernel.money import text_from_minor


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")


def is_hidden(context: dict[str, Any]) -> bool:
    """Whoever was given a present reads no price (docs/guarantees/presents.md)."""
    return bool(context.get("recipient"))


def amount(value: Any) -> str:
    """(minor, currency) in the reader's own way of writing it."""
    if isinstance(value, Symbol):
        return value
    minor, currency = value
    return format_currency(Decimal(text_from_minor(minor, currency)), currency, locale=_locale())


def day(value: date | str) -> str:
    """For example "Wednesday 25 November 2026" / "Mittwoch, 25. November 2026"."""
    if isinstance(value, Symbol):
        return value
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return format_date(value, "EEEE d MMMM y" if _locale().startswith("en") else "full", locale=_locale())


def made(context: dict[str, Any], name: str, make: Callable[[dict[str, Any]], str]) -> str:
    """A sentence of the stage's own, put together from several values; as a template, its place."""
    return str(context[name]) if isinstance(context, Symbols) else make(context)


def MONEY_FIRST(context: dict[str, Any]) -> str:
    """What follows where the money goes first and nothing comes back: told with the label, and before the day. Nothing where a person says it."""
    return money_first(str(context.get("follows") or ""))


def money_first(follows: str) -> str:
    """The same by the word of the promise; read before anything is chosen, too."""
    return {
        "ask_again": _("The money goes first. If nothing comes back by that day, we ask you again."),
        "note_debt": _("The money goes first. If nothing comes back by that day, we note the amount as owed to us and write to you; nothing is charged by itself."),
        "let_be": _("The money goes first. If nothing comes back by that day, we leave it at that."),
    }.get(follows, "")  # fmt: skip


def MEANS(context: dict[str, Any]) -> str:
    """Where the customer says how else their money shall reach them; nothing where they are not asked."""
    if not context.get("means"):
        return ""
    return _("Tell us here to which account it shall go, or take it as credit if you would rather: %(means)s") % context


def SHOW(context: dict[str, Any]) -> str:
    """Where the customer can show what a supplier asked for."""
    return _("It takes a minute: %(show)s If you can't, say so there, or leave it.") % context


def letter(context: dict[str, Any], *paragraphs: str) -> str:
    """A greeting, what staff writes on top, the paragraphs, the case's page and a name. Empty paragraphs fall away.

    Of a template only the paragraphs: the rest stands around whatever a shop writes.
    """
    if isinstance(context, Symbols):
        return "\n\n".join(str(part) for part in paragraphs if isinstance(part, Symbol) or part)
    name = context.get("customer_name") or ""
    greetable = name if name and len(name) <= 80 and name.isprintable() else ""
    own = context.get("greeting") or ""  # the shop's own; without a name to put in, ours
    if own and (greetable or "{name}" not in own):
        hello = own.replace("{name}", greetable)
    else:
        hello = _("Hello %(name)s,") % {"name": greetable} if greetable else _("Hello,")
    link = context.get("link")
    where = _("Your page for this, always up to date: %(link)s") % {"link": link} if link else ""
    number = _("Case number %(number)s") % {"number": context["number"]} if context.get("number") else ""
    sign = "\n".join(
        part for part in (context.get("sign_off") or "", context.get("contact_name") or "", context.get("shop_name") or "") if part
    )
    return "\n\n".join(part for part in (hello, context.get("note") or "", *paragraphs, where, sign, number) if part) + "\n"
