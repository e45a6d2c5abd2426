"""No migration keeps a table from people for longer than they wait: a rule over the steps, and limits when they run."""

import importlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from makegood.base.rows import TenantKey
from makegood.base.walls import Walls
from tests.architecture.gentle import harsh
from tests.harness.database import ROOT, copy_template

LOADER = MigrationLoader(None)
OURS = [key for key in LOADER.graph.nodes if LOADER.graph.nodes[key].__module__.startswith("makegood.")]
POSITIVE = models.CheckConstraint(condition=models.Q(size__gt=0), name="notice_positive")
INDEX = models.Index(fields=["merchant", "kind"], name="notice_kind")


@pytest.mark.parametrize("key", OURS, ids=".".join)
def test_our_migrations_are_gentle(key: tuple[str, str]) -> None:
    assert harsh(LOADER.graph.nodes[key], LOADER.project_state(key, at_end=False)) == []


def _why(*steps: Any, atomic: bool = True) -> str:
    """What the rule says of a next migration of the notices with these steps."""
    migration = migrations.Migration("0002_next", "notices")
    migration.operations, migration.atomic = list(steps), atomic
    return "; ".join(harsh(migration, LOADER.project_state(("notices", "0001_initial"))))


def _add(field: Any) -> Any:
    return migrations.AddField("notice", "more", field)


def _alter(name: str, field: Any) -> Any:
    return migrations.AlterField("notice", name, field)


def _nothing(*_: Any) -> None: ...


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (_add(models.CharField(max_length=9, null=True, unique=True)), "index that is built under a lock"),
        (_add(models.CharField(max_length=9, default="", db_index=True)), "index that is built under a lock"),
        (_add(models.ForeignKey("base.Merchant", models.PROTECT, null=True, db_index=False)), "reads all rows"),
        (_add(models.DateTimeField(db_default=models.functions.Now())), "computed for every row"),
        (_add(models.GeneratedField(expression=models.F("id") * 2, output_field=models.BigIntegerField(), db_persist=True)), "written anew"),
        (_alter("kind", models.IntegerField()), "writes the table anew"),
        (_alter("kind", models.CharField(max_length=2)), "writes the table anew"),
        (_alter("sent_at", models.DateTimeField()), "NOT NULL reads all rows"),
        (migrations.AddIndex("notice", INDEX), "AddIndexConcurrently"),
        (AddIndexConcurrently("notice", INDEX), "atomic = False"),
        (migrations.AddConstraint("notice", POSITIVE), "NotValid"),
        (migrations.AddConstraint("notice", models.UniqueConstraint(fields=["merchant", "kind"], name="once")), "beside the work"),
        (migrations.RunPython(_nothing), "batches"),
        (migrations.RunSQL("UPDATE notices_notice SET kind = ''"), "UPDATE notices_notice"),
        (migrations.RunSQL("CREATE FUNCTION f() RETURNS int AS $$ x; $$; LOCK TABLE notices_notice"), "LOCK TABLE"),
        (migrations.RunSQL("VACUUM FULL notices_notice"), "VACUUM FULL"),
        (migrations.RunSQL([("ALTER TABLE notices_notice ADD CONSTRAINT c CHECK (id > 0)", None)]), "ADD CONSTRAINT c"),
        (Walls(), "only="),
        (Walls(only=("Notice",)), "only="),
        (migrations.SeparateDatabaseAndState([migrations.AddIndex("notice", INDEX)]), "AddIndexConcurrently"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named(step: Any, why: str) -> None:
    assert why in _why(step)


@pytest.mark.parametrize(
    ("steps", "atomic"),
    [
        ([_add(models.CharField(max_length=9, default=""))], True),
        ([_add(models.IntegerField(db_default=0))], True),
        ([_add(TenantKey("orders.Order", null=True))], True),
        ([_alter("kind", models.CharField(max_length=400))], True),
        ([_alter("kind", models.TextField())], True),
        ([_alter("kind", models.CharField(max_length=400, null=True))], True),
        ([migrations.RemoveField("notice", "kind")], True),
        ([AddIndexConcurrently("notice", INDEX)], False),
        ([AddConstraintNotValid("notice", POSITIVE)], True),
        ([ValidateConstraint("notice", "notice_positive")], True),
        ([migrations.RunPython(_nothing)], False),
        ([migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]), migrations.AddIndex("shelf", models.Index(fields=["id"], name="x")), Walls(only=("Shelf",))], True),
        ([migrations.RunSQL("CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN DELETE; END $$ LANGUAGE plpgsql; CREATE TRIGGER t BEFORE UPDATE ON x EXECUTE FUNCTION f()")], True),
    ],
)  # fmt: skip
def test_a_gentle_step_passes(steps: list[Any], atomic: bool) -> None:
    assert _why(*steps, atomic=atomic) == ""


LATER = """
import importlib
from django.db import migrations, models
{more}
class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [{steps}]
"""
SLOW = 'migrations.RunSQL("SELECT pg_sleep(1.5)"), migrations.RunSQL("SELECT pg_sleep(9)")'


def _next_version(folder: Path, steps: str) -> dict[str, str]:
    """An environment in which the notices have one more migration."""
    package = folder / "later"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "0001_initial.py").write_text(
        'from importlib import import_module\nMigration = import_module("makegood.apps.notices.migrations.0001_initial").Migration\n'
    )
    (package / "0002_more.py").write_text(LATER.format(more="", steps=steps))
    (folder / "next_settings.py").write_text('from makegood.config.settings import *\nMIGRATION_MODULES = {"notices": "later"}\n')
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "next_settings", "PYTHONPATH": f"{folder}{os.pathsep}{ROOT / 'src'}"}


def _copy(name: str) -> str:
    return copy_template(Path(os.environ["MAKEGOOD_TEST_CLUSTER"]), name)


@pytest.mark.slow
def test_an_upgrade_steps_back_from_a_table_in_use_and_goes_on_when_it_is_free(tmp_path: Path) -> None:
    url = _copy("upgrade_busy")
    env = _next_version(tmp_path, 'migrations.AddField("notice", "more", models.CharField(max_length=9, default=""))') | {
        "MAKEGOOD_DATABASE_URL": url
    }
    waits: list[float] = []
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as reader:
        holder.execute("SELECT count(*) FROM notices_notice")  # a transaction that stays open, as a report's or a backup's may
        child = subprocess.Popen([sys.executable, "-m", "makegood", "migrate"], env=env, stderr=subprocess.PIPE, text=True)
        said: list[str] = []
        ended = threading.Event()

        def listen() -> None:
            assert child.stderr is not None
            said.extend(child.stderr)
            ended.set()

        ear = threading.Thread(target=listen)
        ear.start()
        until = time.monotonic() + 60
        while not (len(waits) > 20 and max(waits) > 0.5) and time.monotonic() < until and not ended.is_set():
            began = time.monotonic()
            time.sleep(0.02)
            reader.execute("SELECT count(*) FROM notices_notice")  # everybody else, behind the one that waits for the lock
            waits.append(time.monotonic() - began)
        holder.rollback()
    ear.join(60)
    assert child.wait(10) == 0, said
    assert 0.5 < max(waits) < 4 and any("notices.0002_more waits: a table is in use" in line for line in said)
    with psycopg.connect(url) as connection:
        assert connection.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'notices_notice' AND column_name = 'more'"
        ).fetchall() == [(1,)]


@pytest.mark.slow
def test_a_step_that_takes_too_long_is_stopped_and_nothing_of_it_was_done(tmp_path: Path) -> None:
    url = _copy("upgrade_slow")
    env = _next_version(tmp_path, f'migrations.RemoveField("notice", "kind"), {SLOW}') | {"MAKEGOOD_DATABASE_URL": url}
    done = subprocess.run([sys.executable, "-m", "makegood", "migrate"], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3 and "more than 4 s" in done.stderr and "Traceback" not in done.stderr
    with psycopg.connect(url) as connection:
        assert connection.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'notices_notice' AND column_name = 'kind'"
        ).fetchall() == [(1,)]
    assert importlib.import_module("makegood.base.upgrade").HOLD_S == 4
