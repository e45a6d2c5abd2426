"""Waiting migrations, applied to a database that is in use: none waits for a lock, or holds one, longer than people wait for a page.

A migration that is atomic has LOCK_WAIT_S for each lock and HOLD_S for all of its statements together; PostgreSQL stops what takes longer, and
nothing of that migration was done. What met a lock is tried again; what is too slow is a fault of the migration (tests/architecture/gentle.py
refuses such ones). One that is not atomic works in small steps of its own and takes what time it needs.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from makegood.kernel.refusal import Refusal

LOCK_WAIT_S, HOLD_S = 2.0, 4.0
TRIES, PAUSE_S = 10, 3.0
_ONE_AT_A_TIME = 0x6D67_7570
_LOCKED, _STOPPED = "55P03", "57014"
_OLDEST = """
SELECT pid, to_char(xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS'), coalesce(nullif(application_name, ''), state) FROM pg_stat_activity
 WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid() ORDER BY xact_start LIMIT 1
"""


class TooSlow(Exception):
    """The migration's time is over between two statements."""


def upgrade(say: Callable[[str], None], *, tries: int = TRIES, pause_s: float = PAUSE_S) -> list[str]:
    """Bring the tables up to date; returns the names of what was applied to a database in use (a new one gets everything at once).

    Refuses `upgrade_blocked`, `upgrade_too_slow`, `upgrade_runs`. What was applied before a refusal stays; the next call goes on there.
    """
    with _alone():
        plan = [migration for migration, _ in _plan()]
        done = []
        if plan and not _is_new():
            for migration in plan:
                _apply(migration, say, tries, pause_s)
                done.append(f"{migration.app_label}.{migration.name}")
        call_command("migrate", verbosity=0, skip_checks=True)
    return done


def changes_shops() -> bool:
    """Do migrations wait, for a database that somebody's shop is in?"""
    if _is_new() or not _plan():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM base_merchant)")
        return bool(cursor.fetchone()[0])


def _plan() -> list[tuple[Any, bool]]:
    executor = MigrationExecutor(connection)
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _is_new() -> bool:
    """Nobody uses tables that are not there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('base_merchant') IS NULL")
        return bool(cursor.fetchone()[0])


def _apply(migration: Any, say: Callable[[str], None], tries: int, pause_s: float) -> None:
    name = f"{migration.app_label}.{migration.name}"
    for left in range(tries - 1, -1, -1):
        try:
            with limits() if migration.atomic else _no_limits():
                MigrationExecutor(connection).migrate([(migration.app_label, migration.name)])
            return
        except TooSlow:
            raise _too_slow(name) from None
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", "")
            if state == _STOPPED:
                raise _too_slow(name) from None
            if state != _LOCKED:
                raise
        holder = _holder()
        if left:
            say(f"{name} waits: a table is in use ({holder}); it is tried again in {pause_s:g} s")
            time.sleep(pause_s)
    raise Refusal(
        "upgrade_blocked", f"{name} could not be applied: a table that it changes was in use each of {tries} times ({holder}).",
        "Let that end, or stop it, and run `makegood migrate` again: nothing of this step was done, and what was done before stays.",
    )  # fmt: skip


def _too_slow(name: str) -> Refusal:
    return Refusal(
        "upgrade_too_slow", f"{name} would have kept a table from everybody for more than {HOLD_S:g} s, so that it was stopped.",
        "Nothing of this step was done. Stop web and worker and run `makegood migrate --no-limits`, and report it: it is a fault of ours.",
    )  # fmt: skip


def _holder() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        row = cursor.fetchone()
    return f"the oldest transaction is that of process {row[0]}, {row[2]}, since {row[1]} UTC" if row else "its user is gone by now"


@contextmanager
def limits(lock_wait_s: float = LOCK_WAIT_S, hold_s: float = HOLD_S) -> Iterator[None]:
    """What runs meanwhile is stopped where it waits for a lock for too long, or where all of it together takes too long."""
    until = time.monotonic() + hold_s

    def watched(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        left = int((until - time.monotonic()) * 1000)
        if left <= 0:
            raise TooSlow
        execute(f"SET statement_timeout = {left}", None, False, context)
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(lock_wait_s * 1000)}")
    try:
        with connection.execute_wrapper(watched):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout; RESET statement_timeout")


@contextmanager
def _no_limits() -> Iterator[None]:
    yield


@contextmanager
def _alone() -> Iterator[None]:
    """Two machines that start a new version at once: one migrates, the other waits a minute for it."""
    with connection.cursor() as cursor:
        for _ in range(60):
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])
            if cursor.fetchone()[0]:
                break
            time.sleep(1)
        else:
            raise Refusal(
                "upgrade_runs", "Another program has been changing the tables for a minute.", "Wait until it is done, then start again."
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])
