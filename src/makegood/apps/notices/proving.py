"""When a shop's domain counts as ready to send, and when no longer (pure)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

PATIENCE = timedelta(hours=72)  # so long a silence of DNS changes nothing; a record that is gone changes everything at once
EVERY, SOON, YOUNG = timedelta(hours=24), timedelta(hours=1), timedelta(days=7)


def verdict(states: Iterable[str], *, proven: bool, answered_at: datetime | None, now: datetime) -> str:
    """`proven`, `lost` (it was proven until now), `not_yet`, or `silent`: what was believed stands. `states`: of the checks."""
    found = list(states)
    if found and all(state == "good" for state in found):
        return "proven"
    if any(state in ("wrong", "missing") for state in found):
        return "lost" if proven else "not_yet"
    if proven and answered_at is not None and now - answered_at > PATIENCE:
        return "lost"
    return "silent"


def is_due(*, checked_at: datetime | None, changed_at: datetime, proven: bool, silent: bool, now: datetime) -> bool:
    """Daily; hourly while somebody is setting it up, and while DNS is silent."""
    if checked_at is None:
        return True
    return now - checked_at >= (SOON if silent or (not proven and now - changed_at < YOUNG) else EVERY)
