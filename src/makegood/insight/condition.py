"""How the installation is, for who owns a shop on it: the facts behind the page "Is everything well?"."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from makegood.apps.notices import queries as notices
from makegood.apps.returns.black_holes import black_holes
from makegood.apps.returns.reruns import newest_rerun
from makegood.apps.settlement import queries as settlement
from makegood.backup.nightly import Status, status
from makegood.base.queue import queue_state
from makegood.insight.keeping import careless, is_young, late, same_disk

LITTLE_SPACE = 1_000_000_000
WORKER_GONE, TOO_LONG = timedelta(minutes=1), timedelta(minutes=10)
CLOCK_OFF = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Condition:
    """Mails and refunds are the unit's shop's; the rest is the installation's. Sizes in bytes; `clock_off` between this machine and the database.

    `decisions`: what last night's look at recorded decisions found (a Rerun), None before the first.
    `lost`: open cases without an owner, a next step or a day (none, as long as all is well).
    `refunds`: how many wait for a person; `refunds_overdue` of them past their last day; `refunds_failed` of them not taken.
    """

    database_bytes: int
    careless: list[str]
    disk_free: int
    backup_disk_free: int | None
    worker_seen_at: datetime | None
    is_worker_gone: bool
    job_waits_since: datetime | None
    mails_waiting: int
    mails_failed: int
    oldest_mail: datetime | None
    refunds: int
    refunds_overdue: int
    refunds_failed: int
    backup: Status
    is_backup_late: bool
    is_young: bool
    is_same_disk: bool
    clock_off: timedelta
    decisions: Any = None
    lost: int = 0


def condition(*, now: datetime) -> Condition:
    """For the unit's shop. Raises DatabaseError where the database does not answer: then no page comes anyway."""
    queue, data = queue_state(), Path(settings.MAKEGOOD_DATA)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = int(cursor.fetchone()[0])
    mails, oldest, refunds, backup = notices.counts_by_state(), notices.oldest_pending(), settlement.pending_reimbursements(), status(data)
    waits = queue.waiting_since if queue.waiting_since and queue.database_time - queue.waiting_since > TOO_LONG else None
    folder = backup.plan.folder
    return Condition(
        database_bytes=size,
        careless=careless(),
        disk_free=shutil.disk_usage(data).free,
        backup_disk_free=shutil.disk_usage(folder).free if folder.exists() else None,
        worker_seen_at=queue.worker_seen_at,
        is_worker_gone=queue.worker_seen_at is None or queue.database_time - queue.worker_seen_at > WORKER_GONE,
        job_waits_since=waits,
        mails_waiting=mails.get("pending", 0) + mails.get("sending", 0),
        mails_failed=mails.get("failed", 0),
        oldest_mail=oldest if oldest is not None and now - oldest > TOO_LONG else None,
        refunds=len(refunds),
        refunds_overdue=sum(one.due_on is not None and one.due_on < now.date() for one in refunds),
        refunds_failed=sum(one.state == "failed" for one in refunds),
        backup=backup,
        is_backup_late=late(now, backup) is not None,
        is_young=is_young(now),
        is_same_disk=same_disk(data, folder),
        clock_off=abs(queue.database_time - now),
        decisions=newest_rerun(),
        lost=len(black_holes(now=now)),
    )


def alarms(*, now: datetime) -> list[str]:
    """What an owner should hear about without asking: `worker`, `backup`, `disk`. Two small questions to the database at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(last_heartbeat) < now() - make_interval(secs => %s) FROM procrastinate_workers", [WORKER_GONE.total_seconds()]
        )
        gone = cursor.fetchone()[0]
    found = [] if gone is False else ["worker"]
    found += ["backup"] if late(now) is not None else []
    return found + (["disk"] if shutil.disk_usage(settings.MAKEGOOD_DATA).free < LITTLE_SPACE else [])
