"""What a unit writes, written together: new rows and changes wait until the unit's end and go in one statement.

Nothing that waits is ever missed by a read: `before` sees each statement of the unit and writes first what waits.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, models

from makegood.base.tenancy import current_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class Waiting:
    """New rows by model, and changed ones by (model, key) with the names of their changed fields."""

    new: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    changed: dict[tuple[type[models.Model], Any], tuple[Any, set[str]]] = field(default_factory=dict)
    held: bool = False

    def clear(self) -> None:
        self.new.clear()
        self.changed.clear()


def add_later(*rows: Any) -> None:
    """These rows are new: they get their ids when they are written."""
    waiting = current_scope().waiting
    for row in rows:
        waiting.new.setdefault(type(row), []).append(row)


def change_later(row: Any, *names: str) -> None:
    """These fields of this row changed. A row that still waits to be added is added as it is then."""
    if row.pk is None:
        return
    waiting = current_scope().waiting
    first, fields = waiting.changed.setdefault((type(row), row.pk), (row, set()))
    if first is not row:
        write_waiting()
        waiting.changed[(type(row), row.pk)] = (row, set(names))
    fields.update(names)


@contextmanager
def nothing_waits_for_this() -> "Iterator[None]":
    """A read that can't see what waits (a chain's end under its lock): it goes first."""
    waiting = current_scope().waiting
    waiting.held = True
    try:
        yield
    finally:
        waiting.held = False


def before(execute: "Callable[..., Any]", sql: str, params: Any, many: bool, context: Any) -> Any:
    """Django's execute wrapper of every unit: what waits is written before anything could miss it."""
    waiting = current_scope().waiting
    if (waiting.new or waiting.changed) and not waiting.held:
        if sql.startswith("ROLLBACK TO"):
            waiting.clear()  # a savepoint writes first, so all that waits is younger than it
        elif not (sql.startswith("INSERT") and ("VALUES" in sql or "UNNEST(" in sql)):
            write_waiting()
    return execute(sql, params, many, context)


def write_waiting() -> None:
    """One statement for all that waits; raises DatabaseError where a row to change is not there."""
    waiting = current_scope().waiting
    parts, params, counts = [], [], []
    for model, rows in waiting.new.items():
        columns = [one for one in model._meta.concrete_fields if not one.primary_key]
        names = ", ".join(f'"{one.column}"' for one in columns)
        parts.append(f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {names} FROM {_given(model)} RETURNING id')
        params.append(_json([_shown(row, columns) for row in rows]))
        counts.append((rows, True))
    for (model, names_changed), rows in _by_fields(waiting).items():
        fields = [one for one in model._meta.concrete_fields if one.name in names_changed]
        sets = ", ".join(f'"{one.column}" = g."{one.column}"' for one in fields)
        keys = [one for one in model._meta.concrete_fields if one.primary_key or one.name == "merchant"]
        same = " AND ".join(f"x.{one.column} = g.{one.column}" for one in keys)
        parts.append(f'UPDATE "{model._meta.db_table}" x SET {sets} FROM {_given(model)} g WHERE {same} RETURNING x.id')
        shown = [*keys, *fields]
        params.append(_json([_shown(row, shown) for row in rows]))
        counts.append((rows, False))
    waiting.clear()
    if not parts:
        return
    named = ", ".join(f"w{number} AS ({part})" for number, part in enumerate(parts))
    answers = ", ".join(f"(SELECT array_agg(id) FROM w{number})" for number in range(len(parts)))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} SELECT {answers}", params)
        found = cursor.fetchone() or ()
    for (rows, new), ids in zip(counts, found, strict=True):
        if len(ids or ()) != len(rows):
            raise DatabaseError(f"{len(rows)} rows of {type(rows[0])._meta.db_table} were to be written, {len(ids or ())} were")
        if new:
            for row, key in zip(rows, ids, strict=True):
                row.pk, row._state.adding, row._state.db = key, False, "default"


def _by_fields(waiting: Waiting) -> dict[tuple[type[models.Model], tuple[str, ...]], list[Any]]:
    found: dict[tuple[type[models.Model], tuple[str, ...]], list[Any]] = {}
    for (model, _), (row, names) in waiting.changed.items():
        found.setdefault((model, tuple(sorted(names))), []).append(row)
    return found


def _shown(row: Any, columns: list[Any]) -> dict[str, Any]:
    return {one.column: _plain(getattr(row, one.attname)) for one in columns}


def _given(model: type[models.Model]) -> str:
    table = model._meta.db_table
    return f'jsonb_populate_recordset(NULL::"{table}", %s::jsonb)'


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False)
