"""The backup of each night: when it is due, what is kept, and what became of the last ones. `backups.json` beside the files remembers.

The first look after the hour makes it, so that a machine that slept then makes it when it is up. What was made is opened again and read to its
end; only then do older ones go.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from makegood.backup import keys
from makegood.backup.make import make_backup
from makegood.backup.read import read_backup
from makegood.kernel.refusal import Refusal
from makegood.localdb.environment import UNREADABLE, secret_keys, whole_number

LATE = timedelta(hours=36)
AGAIN = timedelta(hours=1)
"""After a night's backup failed it is tried again after this long."""
REMEMBERED = 60
_KEPT = ("made_at", "name", "problem", "opened", "bytes", "lost")
_NAME = re.compile(r"makegood-(\d{8}T\d{6}Z)\.age\Z")


@dataclass(frozen=True, slots=True)
class Plan:
    """`hour` in UTC, None where no backup is made by itself; so many of the last days and weeks are kept."""

    folder: Path
    hour: int | None
    daily: int
    weekly: int


def _hour() -> int | None:
    text = os.environ.get("MAKEGOOD_BACKUP_HOUR", "").strip() or "2"
    if text == "off" or (text.isascii() and text.isdigit() and int(text) < 24):
        return None if text == "off" else int(text)
    UNREADABLE.append(("MAKEGOOD_BACKUP_HOUR", "an hour of the day in UTC, 0 to 23, or off"))
    return 2


HOUR, DAILY, WEEKLY = _hour(), whole_number("MAKEGOOD_BACKUP_DAILY", 7), whole_number("MAKEGOOD_BACKUP_WEEKLY", 4)


def plan(data: Path) -> Plan:
    """As the environment says."""
    return Plan(Path(os.environ.get("MAKEGOOD_BACKUP_FOLDER", "").strip() or data / "backups").absolute(), HOUR, DAILY, WEEKLY)


@dataclass(frozen=True, slots=True)
class Status:
    """`good`: when the newest backup was made that was whole and is still there; `opened`: it was also opened here; `lost`: how many files of
    the evidence store were gone or damaged then; `problem` of the last try.
    """

    plan: Plan
    good: datetime | None
    opened: bool
    bytes: int
    lost: int
    problem: str
    tried: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.good is None or now - self.good > LATE


def status(data: Path) -> Status:
    """What the log says, as far as the files are still there. Never raises: an unreadable log is an empty one."""
    wanted = plan(data)
    entries = _log(wanted.folder)
    good = [one for one in entries if not one["problem"] and (wanted.folder / one["name"]).exists()]
    newest = max(good, key=lambda one: str(one["made_at"]), default=None)
    last = entries[-1] if entries else None
    return Status(
        wanted, datetime.fromisoformat(newest["made_at"]) if newest else None, bool(newest and newest["opened"]), newest["bytes"] if newest else 0, newest["lost"] if newest else 0,
        last["problem"] if last else "", datetime.fromisoformat(last["made_at"]) if last else None,
    )  # fmt: skip


def is_due(found: Status, now: datetime) -> bool:
    """The hour of today (or yesterday's, before it) has passed since the newest good one, and the last try is not just over."""
    if found.plan.hour is None:
        return False
    passed = now.astimezone(UTC).replace(hour=found.plan.hour, minute=0, second=0, microsecond=0)
    if passed > now:
        passed -= timedelta(days=1)
    if found.good is not None and found.good >= passed:
        return False
    return not found.problem or found.tried is None or now - found.tried >= AGAIN


def run_nightly(*, dsn: str, data: Path, now: datetime) -> dict[str, Any]:
    """Make it, open it, thin out, remember. Returns the log's entry; its `problem` says in a sentence what went wrong, and is "" otherwise."""
    wanted = plan(data)
    wanted.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    entry: dict[str, Any] = {
        "made_at": now.isoformat(),
        "name": f"makegood-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.age",
        "problem": "",
        "opened": False,
        "bytes": 0,
        "lost": 0,
    }
    with _alone(wanted.folder):
        for left in wanted.folder.glob("makegood-*.age.part"):  # of one that was killed: nobody else writes here now
            left.unlink()
        try:
            entry |= _make_and_open(wanted.folder / entry["name"], dsn, data, now)
        except Refusal as refusal:
            entry["problem"] = f"{refusal.message} {refusal.remedy}"
        except OSError as error:
            entry["problem"] = f"{wanted.folder}: {error.strerror or error}."
        entries = [*_log(wanted.folder), {key: entry[key] for key in _KEPT}]
        _write_log(wanted.folder, entries[-REMEMBERED:])
        if not entry["problem"]:
            for name in to_drop([one.name for one in wanted.folder.iterdir()], daily=wanted.daily, weekly=wanted.weekly):
                (wanted.folder / name).unlink()
    return entry


def _make_and_open(path: Path, dsn: str, data: Path, now: datetime) -> dict[str, Any]:
    found = keys.keys_of(data, setting=os.environ.get("MAKEGOOD_BACKUP_KEY", ""), make=True)
    assert found is not None
    made = make_backup(path, dsn=dsn, data=data, recipients=found.recipients, secret_keys=secret_keys(), now=now)
    made["lost"] = len(made["missing"]) + len(made["damaged"])
    if not found.identities:
        return made
    try:
        _, digest = read_backup(path, found.identities)
        if digest != made["manifest"]:
            raise Refusal("backup_damaged", "The backup was not read as it was written.", "Look at the disk.")
    except Refusal:
        path.unlink()
        raise
    return {**made, "opened": True}


def to_drop(names: list[str], *, daily: int, weekly: int) -> list[str]:
    """Which of our files go: kept are the newest of each of the last `daily` days and `weekly` weeks (Monday to Sunday, UTC) that have one."""
    dated = sorted(((found[1], name) for name in names if (found := _NAME.match(name))), reverse=True)
    days: dict[str, str] = {}
    weeks: dict[tuple[int, int], str] = {}
    for stamp, name in dated:
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ")
        days.setdefault(stamp[:8], name)
        weeks.setdefault(tuple(moment.isocalendar()[:2]), name)  # type: ignore[arg-type]
    kept = {*list(days.values())[:daily], *list(weeks.values())[:weekly]}
    return [name for _, name in dated if name not in kept]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time, also where several workers share the folder. Refuses `backup_runs`."""
    with open(folder / ".lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal("backup_runs", "A backup is being made right now.", "Wait until it is done.") from None
        yield


def _log(folder: Path) -> list[dict[str, Any]]:
    try:
        entries = json.loads((folder / "backups.json").read_text())
        return [one for one in entries if set(_KEPT) <= one.keys()]
    except (OSError, ValueError, AttributeError, TypeError):
        return []


def _write_log(folder: Path, entries: list[dict[str, Any]]) -> None:
    new = folder / "backups.json.new"
    new.write_text(json.dumps(entries, indent=1))
    os.replace(new, folder / "backups.json")
