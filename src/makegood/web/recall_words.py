"""What of a recall is read: its state, what customers chose, who has to be told."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from makegood.apps.recalls.queries import Progress

KINDS = {"safety": gettext_lazy("Safety recall"), "quality": gettext_lazy("Quality campaign")}
STATES = {
    "telling": gettext_lazy("Letters are being written"), "told": gettext_lazy("Everybody who can be reached was told"),
    "ended": gettext_lazy("Over"),
}  # fmt: skip
REMEDIES = {"refund": gettext_lazy("their money back"), "replacement": gettext_lazy("a new one")}


def _moment(at: datetime) -> str:
    locale = (get_language() or "en").replace("-", "_")
    return f"{format_skeleton('yMMMEd', at, locale=locale)}, {format_time(at, 'short', locale=locale)}"


def answered_words(progress: Progress) -> list[tuple[str, int]]:
    return [(str(word), progress.answers[name]) for name, word in REMEDIES.items() if progress.answers.get(name)]


def task_words(task: Any, zone: str, now: datetime) -> dict[str, Any]:
    """{whom, when, late} of an AuthorityTask or a Report."""
    values = {"market": task.market, "portal": task.portal}
    if task.duty == "report":
        whom = _("%(market)s: the authority, through %(portal)s") % values if task.portal else _("%(market)s: the authority") % values
    else:
        whom = _("%(market)s: who made it, or brought it into the market") % values
    day = _moment(task.due_at.astimezone(ZoneInfo(zone)))
    when = _("by %(when)s") % {"when": day} if task.by_law else _("at once; we count on %(when)s") % {"when": day}
    return {"whom": whom, "when": when, "late": getattr(task, "done_at", None) is None and task.due_at < now}
