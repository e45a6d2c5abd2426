"""To somebody of the shop: what they promised and is about to break. Nothing of the customer stands in it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    count = len(context["rows"])
    return ngettext("%(count)s promise is about to break", "%(count)s promises are about to break", count) % {"count": count}


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("These wait for you, and their day is near or was missed once:"),
        *(_row(row, context["zone"]) for row in context["rows"]),
        _("All that needs you: %(desk)s") % context,
    )


def _row(row: dict[str, Any], zone: str) -> str:
    moment = datetime.fromisoformat(row["until"]).astimezone(ZoneInfo(zone))
    until = format_datetime(moment, "EEEE d MMMM, HH:mm", locale=(get_language() or "en").replace("-", "_"))
    said = (
        _("%(item)s (%(number)s), by %(until)s, and it was late once already: %(link)s")
        if row["again"]
        else _("%(item)s (%(number)s), by %(until)s: %(link)s")
    )
    return said % {**row, "until": until}
