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


def whom(market: str, duty: str, portal: str) -> str:
    """Who has to be told; the desk says the same (web/recall_words)."""
    values = {"market": market, "portal": portal}
    if duty != "report":
        return _("%(market)s: who made it, or brought it into the market") % values
    return _("%(market)s: the authority, through %(portal)s") % values if portal else _("%(market)s: the authority") % values


def by_when(due_at: datetime, *, by_law: bool, zone: str) -> str:
    """Where the rule says only "at once", the day is ours, and it is said."""
    at, locale = due_at.astimezone(ZoneInfo(zone)), (get_language() or "en").replace("-", "_")
    when = {"when": f"{format_skeleton('yMMMEd', at, locale=locale)}, {format_time(at, 'short', locale=locale)}"}
    return _("by %(when)s") % when if by_law else _("at once; we count on %(when)s") % when


def _row(row: dict[str, Any], zone: str) -> str:
    when = by_when(datetime.fromisoformat(row["until"]), by_law=row["by_law"], zone=zone)
    return f"- {whom(row['market'], row['duty'], row['portal'])}, {when} ({row['cite']})"


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
