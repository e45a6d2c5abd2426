"""What people read of a credit: what its lines are, what is left, and until when."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.kernel.money import minor_from_text
from makegood.web.templatetags.money_tags import day_short, money


def line_called(kind: str) -> str:
    return _("given on top") if kind == "bonus" else _("for your money")


def line_named(kind: str) -> str:
    """The same for the shop's own people."""
    return _("given on top") if kind == "bonus" else _("in place of money")


def until(line: Any) -> str:
    """The line's last day, or that there is none."""
    return _("no end date") if line.ends_on is None else _("until %(day)s") % {"day": day_short(line.ends_on)}


def never_ends(lines: Sequence[Any]) -> bool:
    return all(line.ends_on is None for line in lines)


def of_offer(offer: dict[str, Any], *, amounts: bool = True) -> str:
    """How long what is offered can be spent; nothing where nothing of it ends (the card's head says so then)."""
    said = offer.get("credit")
    if not said:
        return ""
    found = []
    owed = minor_from_text(offer["breakdown"]["total"], offer["currency"])
    bonus = offer["amount_minor"] - owed
    if said["bonus_days"] and bonus:
        words = {"amount": money(bonus, offer["currency"]), "n": said["bonus_days"]}
        found.append(
            ngettext(
                "%(amount)s of it is on top and can be spent for %(n)s day.", "%(amount)s of it is on top and can be spent for %(n)s days.",
                said["bonus_days"],
            ) % words
            if amounts
            else _("What is on top can be spent for %(n)s days.") % words
        )  # fmt: skip
    if law := said["owed"]:
        words = {"n": law["years"]}
        found.append(
            _("What stands for your money can be spent for %(n)s years from the end of the year in which you get it.") % words
            if law["year_end"]
            else _("What stands for your money can be spent for %(n)s years.") % words
        )
    elif found:
        found.append(_("What stands for your money has no end date."))
    return " ".join(found)


def ends(offer: dict[str, Any]) -> bool:
    """Does anything of it end?"""
    said = offer.get("credit") or {}
    owed = minor_from_text(offer["breakdown"]["total"], offer["currency"]) if offer.get("breakdown") else offer["amount_minor"]
    return bool(said.get("owed") or (said.get("bonus_days") and offer["amount_minor"] > owed))
