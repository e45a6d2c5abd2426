"""What of a recall is read: its state, what customers chose, who has to be told."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from makegood.apps.notices.stages.authority_asked import by_when, whom
from makegood.apps.recalls.queries import Progress

KINDS = {"safety": gettext_lazy("Safety recall"), "quality": gettext_lazy("Quality campaign")}
STATES = {
    "telling": gettext_lazy("Letters are being written"), "told": gettext_lazy("Everybody who can be reached was told"),
    "ended": gettext_lazy("Over"),
}  # fmt: skip
REMEDIES = {"refund": gettext_lazy("their money back"), "replacement": gettext_lazy("a new one")}


def answered_words(progress: Progress) -> list[tuple[str, int]]:
    return [(str(word), progress.answers[name]) for name, word in REMEDIES.items() if progress.answers.get(name)]


def task_words(task: Any, zone: str, now: datetime) -> dict[str, Any]:
    """{whom, when, late} of an AuthorityTask or a Report."""
    return {
        "whom": whom(task.market, task.duty, task.portal), "when": by_when(task.due_at, by_law=task.by_law, zone=zone),
        "late": getattr(task, "done_at", None) is None and task.due_at < now,
    }  # fmt: skip
