"""Facts as the table that the frame executor reads, and its answers in the row executor's form."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from makegood.policy.facts import FACTS
from makegood.policy.frame import KIND, frame_of, rule_outcomes
from makegood.policy.frame.columns import fact_columns
from makegood.policy.frame.narrow import Slice
from makegood.policy.rules import Policy

_TYPES = {
    "bool": pa.bool_(), "int": pa.int64(), "money": pa.int64(), "number": pa.decimal128(18, 6), "date": pa.date32(), "word": pa.string(),
    "text": pa.string(), "words": pa.list_(pa.string()), "texts": pa.list_(pa.string()),
}  # fmt: skip


@cache
def connection() -> Any:
    return duckdb.connect(config={"threads": 1})


def _plain(name: str, value: Any) -> Any:
    if value is None or FACTS[name].type != "number":
        return list(value) if isinstance(value, tuple) else value
    return Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)


def arrow_of(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> pa.Table:
    return pa.table({name: pa.array([_plain(name, row.get(name)) for row in rows], _TYPES[FACTS[name].type]) for name in names})


def slice_of(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Slice:
    """What is known of these rows as a whole."""
    there = {name: [row[name] for row in rows if row.get(name) is not None] for name in names}
    ranges = {
        name: (min(values), max(values))
        for name, values in there.items()
        if values and FACTS[name].type in ("int", "money", "date", "number")
    }
    return Slice(
        unknown=frozenset(name for name, values in there.items() if not values),
        always=frozenset(name for name, values in there.items() if len(values) == len(rows)),
        ranges=ranges,
    )


def by_frame(
    policy: Policy, rows: Sequence[Mapping[str, Any]], names: Sequence[str], *, sliced: bool
) -> list[tuple[dict[str, int], bool, list[bool | None]]]:
    """(slot -> rule that filled it, doubtful, outcome of each rule) of each row."""
    con = connection()
    arrow = arrow_of(rows, names)
    con.register("facts", arrow)
    table = ibis.table(ibis.Schema.from_pyarrow(arrow.schema), name="facts")
    columns = fact_columns(table)
    kinds = list(dict.fromkeys(row.get(KIND) for row in rows)) if sliced and KIND in names else []
    frame = frame_of(policy, columns, about=slice_of(rows, names) if sliced else None, kinds=kinds)
    outcomes = rule_outcomes(policy, columns)
    found = con.sql(ibis.to_sql(table.select(**frame.columns, **outcomes), dialect="duckdb", pretty=False)).to_arrow_table().to_pylist()
    return [
        (
            {slot: row[column] for column, slots in frame.classes.items() for slot in slots if row[column] >= 0},
            row["doubtful"],
            [row[f"rule_{index}"] for index in range(len(policy.rules))],
        )
        for row in found
    ]
