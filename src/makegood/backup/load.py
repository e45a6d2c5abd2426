"""Rows from a backup into a database: the tables as they were made then; and in one transaction the rows, the numbers, the proof."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from makegood.backup.manifest import Manifest
from makegood.backup.tables import Table, hash_of, open_walls, schema_of, steady, tables_of
from makegood.kernel.refusal import Refusal

_OURS = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
_WALLED = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relforcerowsecurity"
_OURS_TO_DROP = """
SELECT format('DROP TABLE %I CASCADE', relname) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
UNION ALL
SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p
 WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
UNION ALL
SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname) FROM pg_type t
 WHERE typnamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = t.oid AND deptype = 'e')
   AND (typtype = 'e' OR typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE oid = t.typrelid AND relkind = 'c'))
"""


def _one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def is_empty() -> bool:
    """No table is in the database's schema."""
    return _one(_OURS) == 0


def other_users() -> int:
    """How many others are connected to this database right now."""
    return _one(_OTHERS)


def load(manifest: Manifest, pieces: Callable[[str], list[Path]], *, before_commit: Callable[[], None]) -> None:
    """Into an empty database: its tables first, which go again where the rest fails. Into a full one with the same tables: all or nothing.

    Refuses `backup_newer`, `schema_differs`, `restore_differs`.
    """
    fresh = is_empty()
    try:
        if fresh:
            _make_tables(manifest)
        _fill_all(manifest, pieces, before_commit)
    except BaseException:
        if fresh:
            _drop_all()
        raise
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill_all(manifest: Manifest, pieces: Callable[[str], list[Path]], before_commit: Callable[[], None]) -> None:
    """One transaction: rows, numbers, and the proof that they are the same."""
    with transaction.atomic():
        raw: Any = connection.connection
        steady(raw)
        tables = tables_of(raw)
        if schema_of(raw) != manifest.schema or {one.name for one in tables} != set(manifest.tables):
            raise Refusal(
                "schema_differs", f"The tables of the backup, by makegood {manifest.makegood}, are made otherwise than these.",
                "Restore to an empty database, with exactly the version that made it; then upgrade.",
            )  # fmt: skip
        walled = [name for (name,) in raw.execute(_WALLED)]
        _open(raw, tables, walled)
        for table in tables:
            _fill(raw, table, pieces(table.name))
        raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _close(raw, tables, walled)
        for name, last in manifest.sequences.items():
            raw.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [name, last])
        open_walls(raw)
        for table in tables:
            if hash_of(raw, table) != (manifest.tables[table.name]["rows"], manifest.tables[table.name]["sha256"]):
                message = f"{table.name} came out otherwise than it was saved."
                raise Refusal("restore_differs", message, "Nothing was changed. Report this: it is a fault of ours.")
        before_commit()


def _drop_all() -> None:
    """What was made in an empty place goes again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OURS_TO_DROP)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _make_tables(manifest: Manifest) -> None:
    """The tables as that version's migrations made them; later migrations come afterwards."""
    executor = MigrationExecutor(connection)
    wanted = [(app, name) for app, name in manifest.migrations]
    unknown = [f"{app}.{name}" for app, name in wanted if (app, name) not in executor.loader.graph.nodes]
    if unknown:
        raise Refusal(
            "backup_newer",
            f"The backup's tables are newer than this version: {unknown[0]}.",
            f"Install makegood {manifest.makegood} or newer.",
        )
    inner = {parent.key for node in wanted for parent in executor.loader.graph.node_map[node].parents if parent.key[0] == node[0]}
    executor.migrate([node for node in wanted if node not in inner])


def _open(raw: Any, tables: list[Table], walled: list[str]) -> None:
    """Empty tables, no walls for their owner, no triggers of ours: what those would write was saved as well."""
    for table in tables:
        raw.execute(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    for name in walled:
        raw.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
    named = ", ".join(f'"{table.name}"' for table in tables)
    raw.execute(f"TRUNCATE {named}")


def _close(raw: Any, tables: list[Table], walled: list[str]) -> None:
    for table in tables:
        raw.execute(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
    for name in walled:
        raw.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')


def _fill(raw: Any, table: Table, paths: list[Path]) -> None:
    with raw.cursor() as cursor, cursor.copy(table.copy_in()) as copy:
        for path in paths:
            copy.write(gzip.decompress(path.read_bytes()))
