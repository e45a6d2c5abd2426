"""Reads of the queue: is a worker there, what waits, what failed. The queue's tables belong to no shop and hold ids only."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class QueueState:
    """`by_status`: todo, doing, failed ... to a count; `failed`: the newest failed jobs as (id, task); `waiting_since` of the oldest job that is due.

    `worker_seen_at`: the newest heartbeat of a worker, None where none is registered. All by the database's clock.
    """

    by_status: dict[str, int]
    failed: list[tuple[int, str]]
    waiting_since: datetime | None
    worker_seen_at: datetime | None
    database_time: datetime


def queue_state() -> QueueState:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        by_status = dict(cursor.fetchall())
        cursor.execute("SELECT id, task_name FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id DESC LIMIT 20")
        failed = [(int(job), str(task)) for job, task in cursor.fetchall()]
        cursor.execute(
            "SELECT min(coalesce(j.scheduled_at, e.at)) FROM procrastinate_jobs j LEFT JOIN procrastinate_events e "
            "ON e.job_id = j.id AND e.type = 'deferred' WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()"
        )
        waiting = cursor.fetchone()
        cursor.execute("SELECT max(last_heartbeat), now() FROM procrastinate_workers")
        seen = cursor.fetchone()
    assert waiting is not None and seen is not None
    return QueueState(by_status, failed, waiting[0], seen[0], seen[1])
