"""To the shop's owners: dangerous goods, or somebody was hurt, and who has to be told by when."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from django.utils.translation import get_language
from django.utils.translation import gettext as _

AT_ONCE = True


def subject(context: dict[str, Any]) -> str:
    if context["late"]:
        return _("Overdue: an authority has to be told of dangerous goods")
    if context["cause"] == "injury":
        return _("Somebody was hurt, or nearly: %(item)s") % context
    return _("Who has to be told of the recall: %(item)s") % context


def _moment(at: datetime) -> str:
    locale = (get_language() or "en").replace("-", "_")
    return f"{format_skeleton('yMMMEd', at, locale=locale)}, {format_time(at, 'short', locale=locale)}"


def _row(row: dict[str, Any], zone: str) -> str:
    until = datetime.fromisoformat(row["until"]).astimezone(ZoneInfo(zone))
    values = {**row, "when": _moment(until)}
    whom = (
        _("%(market)s: the authority, through %(portal)s") % values
        if row["duty"] == "report" and row["portal"]
        else _("%(market)s: the authority") % values
        if row["duty"] == "report"
        else _("%(market)s: who made it, or brought it into the market") % values
    )
    when = _("by %(when)s") % values if row["by_law"] else _("at once; we count on %(when)s") % values
    return f"- {whom}, {when} ({row['cite']})"


def text(context: dict[str, Any]) -> str:
    why = (
        _("In a case a customer told that somebody was hurt, or nearly. The time to tell others began with it.")
        if context["cause"] == "injury"
        else _("You began a safety recall. The time to tell others began with it.")
    )
    return (
        "\n\n".join(
            (
                _("Hello,"),
                why,
                "\n".join(_row(row, context["zone"]) for row in context["rows"]),
                _("Say here what was done: %(desk)s") % context,
                _("This is no legal advice: the rules stand there with their source. Ask somebody who knows them if you are in doubt."),
                str(context["shop_name"]),
            )
        )
        + "\n"
    )
