"""Whether what is here would still be here after the disk broke: the findings about backups and about the database's own care."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from makegood.backup import keys
from makegood.backup.nightly import LATE, Status, status
from makegood.insight.finding import Finding
from makegood.insight.finding import error as _error
from makegood.insight.finding import warning as _warning
from makegood.kernel.refusal import Refusal

CAREFUL = ("fsync", "full_page_writes", "synchronous_commit")


def careless() -> list[str]:
    """PostgreSQL's settings that are off and with which a power cut loses what was answered. Raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name", [list(CAREFUL)])
        return [name for (name,) in cursor.fetchall()]


def is_young(now: datetime) -> bool:
    """The installation is not old enough for a night to have passed that a backup should have been made in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(applied) FROM django_migrations")
        first = cursor.fetchone()[0]
    return first is None or now - first < LATE


def late(now: datetime, found: Status | None = None) -> Finding | None:
    """No good backup for 36 hours."""
    found = found or status(Path(settings.MAKEGOOD_DATA))
    if (
        settings.MAKEGOOD_DEMO
        or found.plan.hour is None
        or not found.is_late(now)
        or (found.good is None and not found.problem and is_young(now))
    ):
        return None
    since = f"The last good backup is of {found.good:%Y-%m-%d %H:%M} UTC" if found.good else "There is no good backup"
    mend = f"The last try: {found.problem}" if found.problem else "The worker makes one each night: is it there?"
    return _warning("051", f"{since}.", f"{mend} `makegood backup FILE` makes one now.")


def keeping(now: datetime) -> Iterator[Finding]:
    """About backups, the key to them, and whether the database writes before it answers."""
    if off := careless():
        mend = "Switch them on in postgresql.conf: a power cut loses what was answered already, or the whole database."
        yield _warning("050", f"The database has {', '.join(off)} off.", mend)
    if settings.MAKEGOOD_DEMO:
        return
    data, setting = Path(settings.MAKEGOOD_DATA), os.environ.get("MAKEGOOD_BACKUP_KEY", "")
    found = status(data)
    if found.plan.hour is None:
        return
    try:
        keys.keys_of(data, setting=setting)
    except Refusal as refusal:
        yield _error("050", refusal.message, refusal.remedy)
    if (one := late(now, found)) is not None:
        yield one
    elif found.problem:
        yield _warning("054", "The last backup failed; there is a good one of the night before.", found.problem)
    if found.good is not None and same_disk(data, found.plan.folder):
        mend = "Set MAKEGOOD_BACKUP_FOLDER to another disk, or copy the files away each day: they are encrypted."
        yield _warning("052", "Backups lie on the same disk as the data: a broken disk takes both.", mend)
    if found.good is not None and keys.only_here(data, setting=setting):
        mend = "`makegood backup-key` shows it: keep it in a password safe. Without it no backup can be opened."
        yield _warning("053", "The key to the backups is on this machine only.", mend)
    if found.lost:
        mend = "`makegood backup FILE` names them. Bring them back from an older backup, or ask the customers for them again."
        yield _warning("055", f"{found.lost} pictures or documents were gone or damaged at the last backup.", mend)


def same_disk(data: Path, folder: Path) -> bool:
    try:
        return data.stat().st_dev == folder.stat().st_dev
    except OSError:
        return False
