"""Who inside the shop hears that a promise is about to break, and when (pure)."""

from datetime import datetime, timedelta
from typing import Any

from makegood.casefile.hours import Hours, earlier

OURS = ("shop", "hub", "system")  # what others let pass has its own ladder (renew_promise)
AHEAD = timedelta(days=12)  # no working day is farther from the next one than this, but where a shop is away: then it hears at once
LAST = timedelta(hours=3)


def who_hears(deadline: Any, *, hours: Hours, now: datetime) -> str:
    """`assignee`, a working day before it is due but never in the first half of its time; `owners`, three hours before, or at once where it
    was missed before; "" where everybody who should has heard, or it is too early."""
    if deadline.escalated_at is None and (deadline.rung > 0 or now >= deadline.due_at - LAST):
        return "owners"
    half = deadline.opened_at + (deadline.due_at - deadline.opened_at) / 2
    warn_from = max(earlier(deadline.due_at, 1, hours), half)
    return "assignee" if deadline.warned_at is None and now >= min(warn_from, deadline.due_at - LAST) else ""
