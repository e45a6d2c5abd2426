"""What every job is run in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from makegood.base.about import about, about_nothing
from makegood.base.points import job_points

AWAY = (OperationalError, InterfaceError)
# A database that fell while a job ran fails the job, and is often back before that is written down: nobody else would ask for the job again.
# Each task may run twice, and does the same then. Pauses of 2, 4 ... 256 seconds.
TRY_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions=AWAY)


def is_last_try(attempts: int) -> bool:
    """Of a job that TRY_AGAIN would queue again otherwise."""
    return attempts >= (TRY_AGAIN.max_attempts or 0)


@contextmanager
def job(name: str) -> Iterator[None]:
    """One job: its log lines name it, and it gives its connection back, so that the next one is never handed a dead one."""
    about_nothing()
    about(job=name)
    try:
        with job_points(name):
            yield
    finally:
        if not connection.in_atomic_block:
            connection.close()


def plan_anew() -> None:
    """After a job that brought orders in, on its connection, which lives on in the pool.

    PostgreSQL keeps the plans of foreign keys' checks for as long as a session lives. Those that were made while the tables were small look
    through whole tables; a session that goes on with them takes minutes for what takes seconds (tests/connectors/test_imports.py).
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def task(name: str, *, every: str = "", **options: Any) -> Callable[[Callable[..., None]], Any]:
    """The worker's task of this name, each run of it a `job`. `every`: a cron (of six fields the last is seconds); one that waits is not put beside
    another, and one that broke comes again by itself.
    """

    def made(work: Callable[..., None]) -> Any:
        @wraps(work)
        def run(*args: Any, **given: Any) -> None:
            with job(name):
                work(*args, **given)

        if not every:
            return app.task(name=name, retry=TRY_AGAIN, **options)(run)
        return app.periodic(cron=every)(app.task(name=name, queueing_lock=name, **options)(run))

    return made
