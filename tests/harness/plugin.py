"""Loaded before Django's settings are: the session's database is up and this process has its own copy of it."""

import os
from pathlib import Path

import pytest

SECRET = "tests-only-" + "x" * 40
_OWNED: list = []


def _begin() -> None:
    from tests.harness.database import copy_template, start_cluster

    os.environ.setdefault("MAKEGOOD_SECRET_KEYS", SECRET)
    os.environ.setdefault("MAKEGOOD_DEMO", "1")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if "MAKEGOOD_TEST_CLUSTER" not in os.environ:  # the first process: xdist's workers inherit it
        cluster, data = start_cluster()
        os.environ["MAKEGOOD_TEST_CLUSTER"] = str(data)
        _OWNED.append((cluster, data))
    from tests.harness.server import free_port

    os.environ["MAKEGOOD_DNS"] = f"127.0.0.1:{free_port()}"  # nobody, until a test puts a name server there (harness/dns.py)
    data = Path(os.environ["MAKEGOOD_TEST_CLUSTER"])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["MAKEGOOD_DATABASE_URL"] = copy_template(data, f"t_{worker}")
    own = data / f"files-{worker}"
    (own / "static").mkdir(parents=True, exist_ok=True)
    os.environ["MAKEGOOD_DATA"] = str(own)


_begin()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    from tests.harness.database import stop_cluster

    if _OWNED:
        from django.db import connections

        connections.close_all()
    while _OWNED:
        stop_cluster(*_OWNED.pop())
