"""A request is never handed a connection that died, and a living one is not asked whether it lives."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from makegood.localdb import pool as ours

URL = os.environ["MAKEGOOD_DATABASE_URL"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    really = ours._ask
    monkeypatch.setattr(ours, "_ask", lambda connection: (found.append(connection), really(connection)))
    return found


@pytest.fixture
def pool() -> Iterator[Any]:
    with ConnectionPool(URL, min_size=1, max_size=1, check=ours.check_connection, open=True, kwargs={"autocommit": True}) as made:
        yield made


def _pid(pool: Any) -> int:
    with pool.connection(timeout=10) as connection:
        return int(connection.execute("SELECT pg_backend_pid()").fetchone()[0])


def test_a_living_one_is_handed_out_without_a_word(pool: Any, asked: list[Any]) -> None:
    assert _pid(pool) == _pid(pool) == _pid(pool) and asked == []


def test_one_that_the_database_ended_is_put_away(pool: Any, asked: list[Any]) -> None:
    dead = _pid(pool)
    with psycopg.connect(URL, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [dead]).fetchone() == (True,)
    assert _pid(pool) != dead and len(asked) == 1
