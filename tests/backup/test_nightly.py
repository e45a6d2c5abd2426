"""The night's backup: made by the worker by itself, opened, thinned out; and somebody is told where there is none."""

import asyncio
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from makegood.backup import keys, nightly
from makegood.backup.nightly import Status, is_due, run_nightly, status, to_drop
from makegood.backup.read import read_backup
from makegood.insight import keeping
from makegood.interfaces.jobs.nightly import keep_backups
from tests.backup.rooms import one_return
from tests.cast import make_shop

URL = os.environ["MAKEGOOD_DATABASE_URL"]
NIGHT = datetime(2026, 11, 20, 2, 1, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MAKEGOOD_DATA, settings.MAKEGOOD_DEMO = tmp_path, False
    for name in ("MAKEGOOD_BACKUP_KEY", "MAKEGOOD_BACKUP_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_it_is_made_and_opened_and_the_same_night_needs_no_second(data: Path, real_db: None, now: datetime) -> None:
    one_return(make_shop("home", now), now, "#1001", 3)
    assert is_due(status(data), NIGHT)
    entry = run_nightly(dsn=URL, data=data, now=NIGHT)
    found = status(data)
    assert (
        entry["problem"] == "" and found.good == NIGHT and found.opened and found.bytes == (data / "backups" / entry["name"]).stat().st_size
    )
    assert not is_due(found, NIGHT + timedelta(hours=20)) and is_due(found, NIGHT + timedelta(days=1))
    assert not found.is_late(NIGHT + timedelta(hours=36)) and found.is_late(NIGHT + timedelta(hours=37))
    made = keys.keys_of(data, setting="")
    assert made is not None and read_backup(data / "backups" / entry["name"], made.identities)[1] == entry["manifest"]
    (data / "backups" / entry["name"]).unlink()  # what is gone is no backup
    assert status(data).good is None


def test_a_failure_is_said_remembered_tried_again_in_an_hour_and_takes_no_old_one_away(
    data: Path, real_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = run_nightly(dsn=URL, data=data, now=NIGHT)
    later = NIGHT + timedelta(days=1)
    entry = run_nightly(dsn="postgresql://nobody@127.0.0.1:1/x", data=data, now=later)
    assert entry["problem"].startswith("The database does not answer") and (data / "backups" / good["name"]).exists()

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("makegood.backup.make.rows_out", full)
    entry = run_nightly(dsn=URL, data=data, now=later)
    assert "No space left on device" in entry["problem"] and not list((data / "backups").glob("*.part"))
    found = status(data)
    assert found.good == NIGHT and not is_due(found, later + timedelta(minutes=59)) and is_due(found, later + timedelta(hours=1))


def test_where_only_the_public_key_is_it_is_locked_and_not_opened(data: Path, real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKEGOOD_BACKUP_KEY", str(pyrage.x25519.Identity.generate().to_public()))
    entry = run_nightly(dsn=URL, data=data, now=NIGHT)
    assert entry["problem"] == "" and not status(data).opened and not (data / keys.FILE).exists()


def test_a_backup_that_can_t_be_read_again_is_no_backup(data: Path, real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real = nightly.make_backup

    def spoilt(path: Path, **more: Any) -> Any:
        made = real(path, **more)
        whole = bytearray(path.read_bytes())
        whole[len(whole) // 2] ^= 1
        path.write_bytes(whole)
        return made

    monkeypatch.setattr(nightly, "make_backup", spoilt)
    entry = run_nightly(dsn=URL, data=data, now=NIGHT)
    assert "a byte of it was changed" in entry["problem"] and status(data).good is None and not list((data / "backups").glob("*.age"))


@given(st.lists(st.integers(0, 24 * 120), max_size=60, unique=True), st.integers(1, 9), st.integers(1, 6))
def test_what_is_kept(hours: list[int], daily: int, weekly: int) -> None:
    """The newest is always kept; each of the last days and weeks that have one keeps its newest; dropping again drops nothing; strangers stay."""
    moments = [NIGHT - timedelta(hours=hour) for hour in hours]
    names = [f"makegood-{moment:%Y%m%dT%H%M%SZ}.age" for moment in moments]
    gone = to_drop([*names, "backups.json", "mine.age"], daily=daily, weekly=weekly)
    kept = sorted(set(names) - set(gone), reverse=True)
    assert set(gone) <= set(names) and (not names or kept[0] == max(names))
    assert to_drop(kept, daily=daily, weekly=weekly) == [] and len(kept) <= daily + weekly
    newest_of_days = {name[:17]: name for name in sorted(names)}
    assert set(sorted(newest_of_days.values(), reverse=True)[:daily]) <= set(kept)
    weeks = sorted({moment.isocalendar()[:2] for moment in moments}, reverse=True)[:weekly]
    assert set(weeks) <= {datetime.strptime(name[9:17], "%Y%m%d").isocalendar()[:2] for name in kept}


def _status(found: Status, **more: Any) -> Status:
    return Status(**{**{name: getattr(found, name) for name in Status.__slots__}, **more})


@pytest.mark.django_db
def test_the_doctor_and_the_health_page_complain_after_36_hours(data: Path, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    now = datetime.now(UTC)
    none = status(data)

    def numbers(found: Status, at: datetime = now) -> set[str]:
        monkeypatch.setattr(keeping, "status", lambda _: found)
        return {one.id for one in keeping.keeping(at)} - {"mg.W050"}

    assert numbers(none) == set()  # no night has passed yet
    assert numbers(none, now + timedelta(hours=37)) == {"mg.W051"}
    assert numbers(_status(none, problem="The disk is full.", tried=now)) == {"mg.W051"}
    assert client.get("/readyz").json()["limping"][-1] == "There is no good backup. `makegood doctor` says why."
    good = _status(none, good=now - timedelta(hours=30), opened=True)
    (data / "backups").mkdir()
    assert numbers(good) == {"mg.W052"}
    assert numbers(_status(good, problem="The disk is full.")) == {"mg.W052", "mg.W054"}
    assert numbers(_status(good, lost=2)) == {"mg.W052", "mg.W055"}
    keys.keys_of(data, setting="", make=True)
    assert numbers(good, now + timedelta(hours=7)) == {"mg.W051", "mg.W052", "mg.W053"}
    monkeypatch.setenv("MAKEGOOD_BACKUP_KEY", "hunter2")
    assert numbers(good) == {"mg.W052", "mg.E050"}


@pytest.mark.slow
def test_the_worker_makes_it_by_itself_in_a_process_of_its_own(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MAKEGOOD_DATA": str(data), "MAKEGOOD_DATABASE_URL": URL, "MAKEGOOD_DEMO": ""}.items():
        monkeypatch.setenv(name, value)

    async def night() -> None:
        stop = asyncio.Event()
        worker = asyncio.ensure_future(keep_backups(stop, settle_s=0.01, look_s=0.05))
        for _ in range(1200):
            if status(data).tried is not None:
                break
            await asyncio.sleep(0.05)
        stop.set()
        await worker

    with ThreadPoolExecutor(1) as pool:  # the browser tests keep a loop in the main thread
        pool.submit(lambda: asyncio.run(night())).result(120)
    found = status(data)
    assert found.problem == "" and found.opened
    log = json.loads((data / "backups" / "backups.json").read_text())
    assert len(log) == 1 and log[0]["bytes"] == found.bytes


def test_a_mistyped_hour_is_found_by_the_doctor_and_the_night_stays_at_two() -> None:
    code = "from makegood.backup import nightly; from makegood.localdb.environment import UNREADABLE; print(nightly.HOUR, UNREADABLE[0][0])"
    for hour, said in (("25", "2 MAKEGOOD_BACKUP_HOUR"), ("2 am", "2 MAKEGOOD_BACKUP_HOUR")):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "MAKEGOOD_BACKUP_HOUR": hour}, capture_output=True, text=True
        )
        assert done.stdout.strip() == said
