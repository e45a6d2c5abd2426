"""What a unit reads, read together: any number of tables in one statement, each answer kept for the rest of the unit."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, models

from makegood.base.tenancy import Merchant, current_scope


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows of `model` that meet `where` (SQL over its columns joined by AND, ORDER BY and LIMIT allowed; with `params`), known in this unit by `key`.

    `beside`: foreign keys whose rows come along. `one`: the word under which the unit keeps a single instance of each row.
    `order`: attributes to sort by. `finish` turns the list of rows into what is kept. A `model` of None: `where` is a whole
    SELECT that gives one JSON value.
    """

    key: tuple[Any, ...]
    model: type[models.Model] | None
    where: str
    params: tuple[Any, ...] = ()
    order: tuple[str, ...] = ("id",)
    beside: tuple[str, ...] = ()
    one: str = ""
    finish: Callable[[list[Any]], Any] = list


def first(rows: list[Any]) -> Any:
    """For `finish`: the one row, or None."""
    return rows[0] if rows else None


def fetch(wanted: Wanted) -> Any:
    """The answer: the unit's own where it was asked before."""
    known = current_scope().known
    if wanted.key not in known:
        read_together(wanted)
    return known[wanted.key]


def read_together(*several: Wanted) -> None:
    """Ask everything that this unit does not know yet, in one statement."""
    known = current_scope().known
    missing = {wanted.key: wanted for wanted in several if wanted.key not in known}
    if not missing:
        return
    parts, params = [], []
    for number, wanted in enumerate(missing.values()):
        sql, values = _branch(number, wanted)
        parts.append(sql)
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        answers = cursor.fetchall()
    found: dict[int, list[Any]] = {number: [] for number in range(len(missing))}
    for number, text in answers:
        found[number].append(json.loads(text))
    for number, wanted in enumerate(missing.values()):
        known[wanted.key] = _finished(wanted, found[number])


def _branch(number: int, wanted: Wanted) -> tuple[str, list[Any]]:
    if wanted.model is None:
        return f"SELECT {number}, ({wanted.where})::text", list(wanted.params)
    meta = wanted.model._meta
    scoped = any(field.name == "merchant" and not field.null for field in meta.concrete_fields)
    merchants = current_scope().merchants
    sole = len(merchants) == 1
    wall = "" if not scoped else "merchant_id = %s AND " if sole else "merchant_id = ANY (%s) AND "
    joins, shown = "", ["row_to_json(t)"]
    for place, name in enumerate(wanted.beside):
        alias = f"b{place}"
        field = meta.get_field(name)
        target = field.related_model._meta  # type: ignore[union-attr]
        same_shop = any(one.name == "merchant" for one in target.concrete_fields)  # type: ignore[union-attr]
        both = f"{alias}.merchant_id = t.merchant_id AND " if scoped and same_shop else ""
        joins += f' LEFT JOIN "{target.db_table}" {alias} ON {both}{alias}.id = t.{field.column}'  # type: ignore[union-attr]
        shown.append(f"row_to_json({alias})")
    sql = f'SELECT {number}, json_build_array({", ".join(shown)})::text FROM (SELECT * FROM "{meta.db_table}" WHERE {wall}{wanted.where}) t{joins}'
    return sql, [merchants[0] if sole else list(merchants)] * bool(scoped) + list(wanted.params)


def _finished(wanted: Wanted, found: list[Any]) -> Any:
    if wanted.model is None:
        return wanted.finish(found)
    rows = []
    for shown in found:
        row = kept(wanted.one, instance(wanted.model, shown[0]))
        for name, beside in zip(wanted.beside, shown[1:], strict=True):
            if beside is not None:
                related: Any = wanted.model._meta.get_field(name).related_model
                setattr(row, name, instance(related, beside))
        rows.append(row)
    rows.sort(key=lambda row: [_sortable(getattr(row, name)) for name in wanted.order])
    return wanted.finish(rows)


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is None, 0 if value is None else value)  # NULLS LAST, as PostgreSQL sorts


def kept(one: str, row: Any) -> Any:
    """The unit's single instance of this row, brought up to date; the row itself where it is the first."""
    if not one:
        return row
    known = current_scope().known
    first = known.setdefault((one, row.pk), row)
    if first is not row:
        if first is None:
            known[(one, row.pk)] = row
            return row
        for field in row._meta.concrete_fields:
            setattr(first, field.attname, getattr(row, field.attname))
    return first


_CONVERT: dict[type, Callable[[Any], Any]] = {models.DateTimeField: datetime.fromisoformat, models.DateField: date.fromisoformat}


@cache
def _columns(model: type[models.Model]) -> tuple[list[str], list[tuple[str, Callable[[Any], Any] | None]]]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], [(str(field.column), _CONVERT.get(type(field))) for field in fields]


def instance(model: type[models.Model], shown: dict[str, Any]) -> Any:
    """A model's instance from its row as row_to_json gives it (dates in ISO 8601)."""
    names, columns = _columns(model)
    values = []
    for column, convert in columns:
        value = shown[column]
        values.append(value if convert is None or value is None else convert(value))
    return model.from_db("default", names, values)


def merchant_wanted(merchant_id: int) -> Wanted:
    """The shop's own row, under the key by which `merchant_of` knows it."""
    return Wanted(("merchant", merchant_id), Merchant, "id = %s", (merchant_id,), finish=first)
