"""Is a waiting connection still one: told from its socket, not by asking the database in each request."""

import select
from typing import Any

from psycopg_pool import ConnectionPool

_ask = ConnectionPool.check_connection


def check_connection(connection: Any) -> None:
    """For psycopg's pool. Raises OperationalError where the connection died.

    A database that ended has closed the socket, and one that is about to end says so on it: both make it readable. Only then is it asked.
    """
    ready = select.poll()
    ready.register(connection.fileno(), select.POLLIN)
    if ready.poll(0):
        _ask(connection)


def use() -> None:
    """Before the first request: Django gives its pool the check that the pool's own class names."""
    ConnectionPool.check_connection = staticmethod(check_connection)  # type: ignore[assignment, method-assign]
