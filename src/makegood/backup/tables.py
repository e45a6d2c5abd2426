"""The database's rows as text: one snapshot of everything, table by table, in an order that does not depend on the disk.

A table's hash is SHA-256 over PostgreSQL's COPY text of its rows in the order of their key, so that the same rows give the same hash on any
server. Row level security binds us as it binds everybody: the snapshot's own list of shops opens the wall, for reading only.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import psycopg

from makegood.kernel.refusal import Refusal

_STEADY = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL search_path = {schema}; SET LOCAL statement_timeout = 0"  # fmt: skip
_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated::text, y.typcategory::text
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type y ON y.oid = a.atttypid
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY c.relname COLLATE "C", a.attnum
"""
_KEYS = """
SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  JOIN LATERAL unnest(i.indkey::int[]) WITH ORDINALITY k(num, place) ON true
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num
 WHERE i.indisprimary AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, k.place
"""
_AT_ONCE = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
 WHERE c.contype = 'f' AND NOT c.condeferrable AND c.connamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` without generated ones; `order` is the SQL by which its rows are put in order."""

    name: str
    columns: tuple[str, ...]
    order: str

    def copy_out(self) -> str:
        return f'COPY (SELECT {self._columns()} FROM "{self.name}" ORDER BY {self.order}) TO STDOUT'

    def copy_in(self) -> str:
        return f'COPY "{self.name}" ({self._columns()}) FROM STDIN'

    def _columns(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


@contextmanager
def snapshot(dsn: str) -> Iterator["psycopg.Connection[Any]"]:
    """A connection that sees one moment of the whole database, every shop's rows in it, and changes nothing."""
    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            steady(connection)
            if not connection.execute("SELECT to_regclass('base_merchant')").fetchall()[0][0]:
                message = "The database holds no tables of makegood."
                raise Refusal("nothing_to_save", message, "Check MAKEGOOD_DATA and MAKEGOOD_DATABASE_URL.")
            open_walls(connection)
            yield connection
            connection.execute("COMMIT")
    except psycopg.OperationalError as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise Refusal("database_away", f"The database does not answer: {said}", "Start it, or mend MAKEGOOD_DATABASE_URL.") from None


def steady(connection: "psycopg.Connection[Any]") -> None:
    """What makes the same value the same text, for the running transaction."""
    (schema,) = connection.execute("SELECT quote_ident(current_schema())").fetchall()[0]
    connection.execute(_STEADY.format(schema=schema))


def open_walls(connection: "psycopg.Connection[Any]") -> None:
    """Every shop's rows may be seen in the running transaction."""
    connection.execute("SELECT set_config('app.merchants', coalesce((SELECT array_agg(id) FROM base_merchant)::text, '{}'), true)")


def tables_of(connection: "psycopg.Connection[Any]") -> list[Table]:
    """All tables of the current schema, those first that others refer to at once."""
    columns: dict[str, list[str]] = {}
    texts: set[tuple[str, str]] = set()
    for name, column, _type, _notnull, generated, category in connection.execute(_COLUMNS):
        columns.setdefault(name, [])
        if not generated:
            columns[name].append(column)
        if category == "S":
            texts.add((name, column))
    keys: dict[str, list[str]] = {}
    for name, column in connection.execute(_KEYS):
        keys.setdefault(name, []).append(f'"{column}" COLLATE "C"' if (name, column) in texts else f'"{column}"')
    before: dict[str, set[str]] = {name: set() for name in columns}
    for name, target in connection.execute(_AT_ONCE):
        if name != target and name in before:
            before[name].add(target)
    return [
        Table(name, tuple(columns[name]), ", ".join(keys.get(name) or [f'"{name}"::text COLLATE "C"']))
        for name in TopologicalSorter(before).static_order()
        if name in columns
    ]


def schema_of(connection: "psycopg.Connection[Any]") -> str:
    """SHA-256 over every table's columns and their types."""
    found = hashlib.sha256()
    for row in connection.execute(_COLUMNS):
        found.update(repr(row[:5]).encode())
    return found.hexdigest()


def sequences_of(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    """{name: last number given}, of those that gave one. Read in the snapshot, yet they are always as new as now: never behind their rows."""
    return dict(
        connection.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
        )
    )


def rows_out(connection: "psycopg.Connection[Any]", table: Table) -> Iterator[bytes]:
    """The table's COPY text, piece by piece."""
    with connection.cursor() as cursor, cursor.copy(table.copy_out()) as copy:
        for piece in copy:
            yield bytes(piece)


def hash_of(connection: "psycopg.Connection[Any]", table: Table) -> tuple[int, str]:
    """(rows, SHA-256) as they are now. A row is a line: COPY writes a line's end inside a value as two other signs."""
    rows, found = 0, hashlib.sha256()
    for piece in rows_out(connection, table):
        rows += piece.count(b"\n")
        found.update(piece)
    return rows, found.hexdigest()
