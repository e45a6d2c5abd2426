"""Tables of shops are changed only after everything was saved; where that can't be, nothing is changed."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from makegood.backup.nightly import status
from makegood.base import upgrade
from makegood.interfaces.console import run, saving
from makegood.kernel.refusal import Refusal
from tests.cast import make_shop

URL = os.environ["MAKEGOOD_DATABASE_URL"]


@pytest.fixture
def data(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, real_db: None, now: datetime) -> Path:
    """A data folder, and a database with a shop for which a migration waits."""
    make_shop("home", now)
    settings.MAKEGOOD_DATA = tmp_path
    for name in ("MAKEGOOD_BACKUP_KEY", "MAKEGOOD_BACKUP_FOLDER", "MAKEGOOD_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(saving, "DATA", tmp_path)
    monkeypatch.setattr(upgrade, "_plan", lambda: [("a migration", False)])
    return tmp_path


def test_everything_is_saved_and_opened_before_the_tables_change(data: Path, capsys: Any) -> None:
    saving.save_before_upgrade(URL, skip=False)
    found = status(data)
    assert found.good is not None and found.opened and found.problem == ""
    assert f"Saved before the upgrade: {data / 'backups'}/makegood-" in capsys.readouterr().err


def test_where_nothing_changes_or_nobody_wants_it_none_is_made_and_that_is_said(
    data: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving.save_before_upgrade(URL, skip=True)
    assert "--no-backup" in capsys.readouterr().err
    monkeypatch.setattr("makegood.backup.nightly.HOUR", None)
    saving.save_before_upgrade(URL, skip=False)
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1 and "MAKEGOOD_BACKUP_HOUR is off" in said and "makegood backup FILE" in said
    monkeypatch.setattr(upgrade, "_plan", list)
    saving.save_before_upgrade(URL, skip=False)
    assert capsys.readouterr().err == "" and not (data / "backups").exists()


def test_where_it_fails_no_table_is_touched(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("makegood.backup.make.rows_out", full)
    monkeypatch.setattr(upgrade, "upgrade", lambda *_: pytest.fail("the tables were changed"))
    with pytest.raises(Refusal, match="No space left on device") as refused:
        run.migrate()
    assert refused.value.code == "upgrade_unsaved" and "--no-backup" in refused.value.remedy
