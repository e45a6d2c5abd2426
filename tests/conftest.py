"""Shared fixtures: a real database and server for the session, a browser that reports what it should not have seen."""

import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import translation
from hypothesis import settings

from tests.harness.plugin import SECRET

settings.register_profile("house", deadline=None)  # a busy machine is no fault: nothing asserts a time
settings.load_profile("house")

# Each shop of the cast has two people: at full strength their passwords were half of what a test took. A hash says its own strength.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[None]:
    """The copy is there already; nothing is made or dropped by pytest-django."""
    yield


_real_connect = socket.socket.connect


def _only_here(self: socket.socket, address: Any) -> Any:
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise RuntimeError(f"the network is shut in tests: {address[0]}")
    return _real_connect(self, address)


socket.socket.connect = _only_here  # type: ignore[method-assign, assignment]


@pytest.fixture
def now() -> datetime:
    """The day of the stories: Friday 20 November 2026, ten in the morning in Leipzig."""
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page that a test asked for may leave its language behind: the next test begins without one."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Any:
    """`at(minutes=5)` moves the time of every request, and gives it; without words the time that it is."""
    moment = [now]
    monkeypatch.setattr("makegood.web.middleware.current_time", lambda: moment[0])

    def move(**by: int) -> datetime:
        moment[0] += timedelta(**by)
        return moment[0]

    return move


@pytest.fixture
def drain_jobs(db: Any) -> Any:
    """`drain_jobs(now)`: everything that is due, here and at once."""
    from makegood.interfaces.jobs import sweeps

    def run(now: datetime) -> None:
        while sweeps.sweep_deadlines(now=now):
            pass
        sweeps.send_mails(now=now)

    return run


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the real server, on this worker's database."""
    from tests.harness.server import served

    with served(os.environ["MAKEGOOD_DATABASE_URL"], Path(os.environ["MAKEGOOD_DATA"]), SECRET) as base:
        yield base


@pytest.fixture
def real_db(django_db_blocker: Any) -> Iterator[None]:
    """Writes that stay, for tests that share the database with the server: each makes its own shop, nothing is flushed."""
    with django_db_blocker.unblock():
        from django.db import connection

        from makegood.base.limits import RateLimit

        RateLimit.objects.all().delete()  # everybody in a test run comes from one address
        yield

        connection.close()


@pytest.fixture(scope="session")
def twin() -> Iterator[Any]:
    """The Shopify twin on a free port; see tests/harness/twin.py."""
    from tests.harness.twin import running

    with running() as found:
        yield found


@pytest.fixture
def twin_shop(twin: Any) -> Iterator[Any]:
    """A fresh shop of the twin, its clock at the day of the stories."""
    from tests.harness.twin import fresh_shop

    shop = fresh_shop(twin)
    yield shop
    shop.http.close()
    del twin.shops[shop.domain]


def _chromium() -> str | None:
    names = [os.environ.get("MAKEGOOD_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return next((found for name in names if name and (found := shutil.which(name))), mac if Path(mac).exists() else None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _chromium() is None:
        for item in items:
            if "browser" in item.keywords:
                if os.environ.get("CI"):
                    pytest.exit("no browser for the browser tests (apt-get install chromium)", 1)
                item.add_marker(pytest.mark.skip(reason="no Chromium or Chrome here"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    from tests.harness.browser import wait_after_clicks

    wait_after_clicks()
    quiet = [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-default-apps", "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
    ]  # fmt: skip
    return {"executable_path": _chromium(), "args": quiet + (["--no-sandbox"] if os.geteuid() == 0 else [])}


@pytest.fixture
def watched(page: Any, server: str) -> Iterator[Any]:
    """A page that must not log an error nor ask another host."""
    faults: list[str] = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" and "status of 4" not in message.text else None
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((server, "data:", "blob:")) else faults.append(request.url))
    yield page
    assert faults == []


@pytest.fixture
def axe() -> Any:
    """`axe(page)`: no accessibility violation."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Any) -> None:
        page.wait_for_load_state()  # a page that is just arriving has no document yet
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    return check
