"""Sweeps over all shops: due deadlines, waiting mails, balls that differ. Each takes the time as an argument."""

from datetime import datetime

from makegood.base.deadlines import due_deadlines
from makegood.base.unit import all_merchant_ids, unit
from makegood.insight.invariants import wrong_balls
from makegood.interfaces.jobs.mails import send_account_mails, send_mails
from makegood.journeys.miss_deadline import miss_deadline
from makegood.web.follow import follow

__all__ = ["compare_balls", "send_account_mails", "send_mails", "sweep_deadlines"]


def sweep_deadlines(*, now: datetime, limit: int = 200) -> int:
    """Run what a passed day means, one case a transaction; returns how many deadlines were due."""
    with unit(merchants=all_merchant_ids()):
        due = [(deadline.merchant_id, deadline.id) for deadline in due_deadlines(now=now, limit=limit)]
    for merchant_id, deadline_id in due:
        with unit(merchants=[merchant_id]):
            case_id = miss_deadline(merchant_id=merchant_id, deadline_id=deadline_id, now=now)
            if case_id is not None:
                follow(merchant_id=merchant_id, case_id=case_id, now=now)
    return len(due)


def compare_balls() -> list[str]:
    """Public ids of open cases whose kept ball is not the computed one: must be empty."""
    with unit(merchants=all_merchant_ids()):
        return wrong_balls()
