"""To the owners: last month's figures are ready for the accountant."""

from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def _month(context: dict[str, Any]) -> str:
    return format_date(date.fromisoformat(context["month"]), "MMMM y", locale=(get_language() or "en").replace("-", "_"))


def subject(context: dict[str, Any]) -> str:
    return _("%(month)s for your accountant: %(shop)s") % {"month": _month(context), "shop": context["shop_name"]}


def text(context: dict[str, Any]) -> str:
    said = _("Refunds, credits, tax by country and rate, what was recovered, and what is still open at the end of %(month)s: %(link)s")
    return "\n\n".join((_("Hello,"), said % {"month": _month(context), "link": context["link"]}, str(context["shop_name"]))) + "\n"
