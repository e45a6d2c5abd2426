"""What stands where right now, over all shops, as numbers for a monitoring system. No label names a shop or a person."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from django.conf import settings

from makegood.apps.claims import queries as claims
from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.apps.returns import reruns
from makegood.apps.returns.black_holes import WHYS, black_holes
from makegood.apps.settlement import queries as settlement
from makegood.backup.nightly import status
from makegood.base.deadlines import overdue_by_kind
from makegood.base.queue import queue_state
from makegood.base.unit import all_merchant_ids, unit

Gauge = tuple[str, str, str, dict[str, float]]  # name, help, label or "", values by label


def gauges(now: datetime) -> list[Gauge]:
    """Seconds and counts; an age of 0 where nothing waits."""
    with unit(merchants=all_merchant_ids()):
        cases, promises = returns.counts(), overdue_by_kind(now=now)
        payments, mails, demands = settlement.counts_by_state(), notices.counts_by_state(), claims.counts_by_state()
        oldest_mail = notices.oldest_pending()
        again = reruns.newest_reruns()
        lost = Counter(one.why for one in black_holes(now=now))
    queue = queue_state()

    def age(moment: datetime | None, until: datetime = now) -> dict[str, float]:
        return {"": max(0.0, (until - moment).total_seconds()) if moment else 0.0}

    seen = {"": (queue.database_time - queue.worker_seen_at).total_seconds()} if queue.worker_seen_at else {}
    good = status(Path(settings.MAKEGOOD_DATA)).good
    backup = {"": max(0.0, (now - good).total_seconds())} if good else {}
    decisions = {"same": sum(one.looked - one.differing for one in again), "differ": sum(one.differing for one in again)} if again else {}
    return [
        ("cases", "Cases by who has the ball (closed: those that are at rest).", "owner", _numbers(cases)),
        ("promises_overdue", "Open deadlines that are past, by kind.", "kind", _numbers(promises)),
        (
            "cases_without_promise",
            "Open cases that nobody has, or without a next step or a day, by what is wanting: must be 0.",
            "why",
            {why: float(lost[why]) for why in WHYS},
        ),
        ("payments", "Reimbursements by state.", "state", _numbers(payments)),
        ("claims", "Claims on suppliers by state.", "state", _numbers(demands)),
        (
            "decisions_run_again",
            "Recorded decisions that each shop's last night ran again, by how they came out.",
            "result",
            _numbers(decisions),
        ),
        ("mails", "Mails by state.", "state", _numbers(mails)),
        ("oldest_mail_seconds", "How long the oldest unsent mail has waited.", "", age(oldest_mail)),
        ("jobs", "Jobs in the queue by status.", "status", _numbers(queue.by_status)),
        ("oldest_job_seconds", "How long the oldest due job has waited.", "", age(queue.waiting_since, queue.database_time)),
        ("backup_age_seconds", "Since the newest good backup; absent where there is none.", "", backup),
        ("worker_seen_seconds", "Since the newest heartbeat of a worker; absent where none is registered.", "", seen),
    ]


def _numbers(counts: dict[str, int]) -> dict[str, float]:
    return {key: float(value) for key, value in counts.items()}
