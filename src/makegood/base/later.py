"""What a unit writes, written together: new rows and changes wait until the unit's end and go in one statement.

Nothing that waits is ever missed by a read: `before` sees each statement of the unit and writes first what waits.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, models

from makegood.base.tenancy import current_scope
from makegood.base.together import Wanted

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


def take_back(row: Any) -> bool:
    """A new row that still waits is never written; False where it was written already."""
    rows = current_scope().waiting.new.get(type(row), [])
    mine = next((place for place, one in enumerate(rows) if one is row), None)
    if mine is None:
        return False
    del rows[mine]
    if not rows:
        del current_scope().waiting.new[type(row)]
    return True


def change_later(row: Any, *names: str) -> None:
    """These fields of this row changed. A row that still waits to be added is added as it is then."""
    if row._state.adding:
        return
    waiting = current_scope().waiting
    first, fields = waiting.changed.setdefault((type(row), row.pk), (row, set()))
    if first is not row:
        write_waiting()
        waiting.changed[(type(row), row.pk)] = (row, set(names))
    fields.update(names)


@contextmanager
def nothing_waits_for_this() -> "Iterator[None]":
    """A statement that can't see what waits (a chain's end under its lock): it goes first."""
    waiting = current_scope().waiting
    was, waiting.held = waiting.held, True
    try:
        yield
    finally:
        waiting.held = was


def before(execute: "Callable[..., Any]", sql: str, params: Any, many: bool, context: Any) -> Any:
    """Django's execute wrapper of every unit: what waits is written before anything could miss it."""
    waiting = current_scope().waiting
    if (waiting.new or waiting.changed) and not waiting.held:
        if sql.startswith("ROLLBACK TO"):
            waiting.clear()  # a savepoint writes first, so all that waits is younger than it
        elif not (sql.startswith("INSERT") and ("VALUES" in sql or "UNNEST(" in sql)):
            write_waiting()
    return execute(sql, params, many, context)


def ids_wanted(model: type[models.Model], count: int) -> Wanted:
    """Ids for rows that are to come, read with whatever else a unit reads once it holds its lock: `add_now` takes them."""
    sequence = f"SELECT json_agg(nextval('{model._meta.db_table}_id_seq')) FROM generate_series(1, {count})"
    return Wanted(("ids", model), None, sequence, finish=lambda found: list(found[0]))


def add_now(*rows: Any) -> None:
    """These rows of one model, which others refer to: they have their ids at once.

    Written with all that waits where their ids were read before (ids_wanted), otherwise in one statement of their own.
    """
    if not rows:
        return
    ids: list[int] = current_scope().known.get(("ids", type(rows[0])), [])
    if len(ids) < len(rows):
        _write([_adding(type(rows[0]), list(rows))])
        return
    for row in rows:
        row.pk = ids.pop(0)
    add_later(*rows)


def write_waiting() -> None:
    """One statement for all that waits; raises DatabaseError where a row to change is not there."""
    waiting = current_scope().waiting
    parts = [_adding(model, rows) for model, found in waiting.new.items() for rows in _alike(found)]
    parts += [_changing(model, names, rows) for (model, names), rows in _by_fields(waiting).items()]
    waiting.clear()
    if parts:
        _write(parts)


@dataclass(frozen=True, slots=True)
class _Part:
    sql: str
    rows: list[Any]
    columns: list[Any]
    new: bool


def _write(parts: list[_Part]) -> None:
    named = ", ".join(f"w{number} AS ({part.sql})" for number, part in enumerate(parts))
    answers = ", ".join(f"(SELECT array_agg(id) FROM w{number})" for number in range(len(parts)))
    given: list[Any] = []
    for part in parts:
        given.append(json.dumps([_shown(row, part.columns) for row in part.rows], ensure_ascii=False))
        given += [] if part.new else [part.rows[0].pk] if len(part.rows) == 1 else [[row.pk for row in part.rows]]
    with nothing_waits_for_this(), connection.cursor() as cursor:
        cursor.execute(f"WITH {named} SELECT {answers}", given)
        found = cursor.fetchone() or ()
    for part, ids in zip(parts, found, strict=True):
        if len(ids or ()) != len(part.rows):
            table = type(part.rows[0])._meta.db_table
            raise DatabaseError(f"{len(part.rows)} rows of {table} were to be written, {len(ids or ())} were")
        if part.new:
            for row, key in zip(part.rows, ids, strict=True):
                row.pk, row._state.adding, row._state.db = key, False, "default"


@cache
def _inserting(model: type[models.Model], with_ids: bool) -> tuple[str, list[Any]]:
    columns = [one for one in model._meta.concrete_fields if with_ids or not one.primary_key]
    names = ", ".join(f'"{one.column}"' for one in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {names} FROM {_given(model)} RETURNING id', columns


def _alike(rows: list[Any]) -> list[list[Any]]:
    """Those that have their ids, and those that get them."""
    named = [row for row in rows if row.pk is not None]
    return [part for part in (named, [row for row in rows if row.pk is None]) if part]


def _adding(model: type[models.Model], rows: list[Any]) -> _Part:
    sql, columns = _inserting(model, rows[0].pk is not None)
    return _Part(sql, rows, columns, new=True)


@cache
def _updating(model: type[models.Model], names: tuple[str, ...], alone: bool) -> tuple[str, list[Any]]:
    """The keys are said beside the rows: a plan made before them would read the whole table to find those that the rows name."""
    fields = [one for one in model._meta.concrete_fields if one.name in names]
    keys = [one for one in model._meta.concrete_fields if one.primary_key or one.name == "merchant"]
    sets = ", ".join(f'"{one.column}" = g."{one.column}"' for one in fields)
    same = " AND ".join(f"x.{one.column} = g.{one.column}" for one in keys)
    which = "x.id = %s" if alone else "x.id = ANY (%s)"
    return f'UPDATE "{model._meta.db_table}" x SET {sets} FROM {_given(model)} g WHERE {same} AND {which} RETURNING x.id', [*keys, *fields]


def _changing(model: type[models.Model], names: tuple[str, ...], rows: list[Any]) -> _Part:
    sql, columns = _updating(model, names, len(rows) == 1)
    return _Part(sql, rows, columns, new=False)


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
