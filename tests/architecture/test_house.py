"""The rules of the house that the import linter does not keep."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from makegood.base.walls import is_tenant

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = [path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts]
ORDER = [
    "base",
    "parties",
    "policies",
    "suppliers",
    "sourcing",
    "stock",
    "orders",
    "returns",
    "carriage",
    "inspection",
    "hubs",
    "settlement",
    "claims",
    "replacements",
    "recalls",
    "disputes",
    "ledger",
    "reports",
    "notices",
    "inbox",
    "mirror",
    "worklist",
    "webhooks",
    "quality",
]
NOT_A_SHOPS = {
    "Merchant", "SignedLink", "RateLimit", "Organisation", "Hub", "Person", "Membership", "ApiToken", "StrayParcel", "OrderTokens",
    "AccountMail", "Factor", "RecoveryCode", "HubTemplate",
}  # fmt: skip


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("makegood.")]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or node.lineno) - node.lineno + 1 <= 70, node.name


def test_a_table_refers_only_to_earlier_apps() -> None:
    for model in _ours():
        for field in model._meta.local_fields:
            target: Any = field.related_model
            if isinstance(field, models.ForeignKey) and target._meta.app_label in ORDER:
                assert ORDER.index(target._meta.app_label) <= ORDER.index(model._meta.app_label), (model, field)


def test_every_row_belongs_to_a_shop_or_is_on_the_short_list() -> None:
    assert {model.__name__ for model in _ours() if not is_tenant(model)} == NOT_A_SHOPS


@pytest.mark.django_db
def test_the_database_itself_keeps_every_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
    tenants = {model._meta.db_table for model in _ours() if is_tenant(model)}
    assert tenants == walled


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("words", ["refund", "law", "policy"])
def test_pure_commands_leave_the_web_out(words: str) -> None:
    code = f"import sys, makegood.interfaces.console.{words}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_no_lock_file_names_a_host() -> None:
    assert all("://" not in (ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock"))


PLANTED = [
    ("kernel/money.py", "import makegood.law.load", "imports only go down"),
    ("apps/claims/queries.py", "import makegood.apps.orders.queries", "apps are independent of each other"),
    ("journeys/close_return.py", "import makegood.journeys.drop_case", "journeys never import each other"),
    ("web/codes.py", "import makegood.apps.orders.models", "models are imported only inside apps"),
    ("law/show.py", "import django", "kernel, law and policy know neither the web nor the network"),
]


@pytest.mark.slow
def test_planted_faults_are_caught(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "locale", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, line, _ in PLANTED:
        path = tmp_path / "src" / "makegood" / name
        path.write_text(path.read_text() + f"\n{line}\n")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], cwd=tmp_path, capture_output=True, text=True,
        env={"PYTHONPATH": str(tmp_path / "src"), "PATH": "/usr/bin:/bin"}, timeout=300,
    )  # fmt: skip
    assert done.returncode != 0
    broken = re.findall(r"^(.*) BROKEN$", done.stdout, re.M)
    assert {contract for _, _, contract in PLANTED} <= set(broken), done.stdout
