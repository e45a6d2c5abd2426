"""A Parquet file of facts: opened, looked over once, and asked. Memory is bounded; what does not fit goes to a folder that is removed."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.policy.facts import DERIVED, FACTS
from makegood.policy.frame import KIND, Frame, frame_of
from makegood.policy.frame.columns import ON, add_derived, check_types, fact_columns, needed_columns, outside
from makegood.policy.frame.condition import BOUNDS
from makegood.policy.frame.narrow import Slice
from makegood.policy.replay.payout import COST_FACTS
from makegood.policy.rules import Policy

MEMORY, ROW = "256MB", "file_row_number"
REQUIRED = (KIND, "order.market", "case.value")
_DAYS = (ON, "case.opened_on", "case.notified_on")


PAYLOAD = ("place", "line", "market", "kind", "value", "unit_cost", "quantity", "shipping", "return_cost")


@dataclass(frozen=True, slots=True)
class FactsTable:
    """The file as the view "facts" of the DuckDB connection `con`, and as the view "base": the facts that rules read, worked out once, and PAYLOAD.

    `base` is the latter as an Ibis table, `about` what is known of all its rows, `kinds` every kind of case in it.
    """

    con: Any
    base: Any
    names: Sequence[str]
    about: Slice
    kinds: Sequence[str | None]
    lines: int
    folder: Path

    def sql(self, expression: Any) -> str:
        import ibis

        return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))

    def over(self, policy: Policy) -> Frame:
        """The policy over "base". Refuses `frame_limit`."""
        return frame_of(policy, {name: self.base[name] for name in self.names}, about=self.about, kinds=self.kinds)


@contextmanager
def open_facts(path: str, policies: Sequence[Policy], *, memory: str = MEMORY) -> Iterator[FactsTable]:
    """Refuses `facts_unreadable`, `facts_empty`, `facts_column`, `facts_type` and `facts_value` (a value that is none: names the column)."""
    import duckdb
    import ibis

    schema = _schema(path)
    wanted = {fact for policy in policies for rule in policy.rules for fact in rule.facts}
    day = next((name for name in _DAYS if name in schema), ON)
    present = [name for name in (*COST_FACTS, *_DAYS, "item.delivered_on", "case.kinds") if name in schema]
    check_types(schema, dict.fromkeys([*REQUIRED, day, *needed_columns(wanted), *present]))
    given = next((name for name in schema if name in DERIVED), None)
    if given:
        sources = ", ".join(needed_columns([given]))
        raise Refusal("facts_column", f"{given} is worked out, not read.", f"Leave it out and give {sources}.", status=400, field=given)
    if not re.fullmatch(r"[0-9]{1,6}(MB|GB)", memory):
        raise Refusal("bad_input", f"{memory} is no amount of memory.", "Write 256MB or 2GB.", status=400, field="memory")
    with tempfile.TemporaryDirectory(prefix="makegood-replay-") as folder:
        options: dict[str, Any] = {"memory_limit": memory, "temp_directory": folder, "threads": min(4, os.cpu_count() or 1)}
        with duckdb.connect(config={**options, "preserve_insertion_order": False}) as con, _readable(path):
            con.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet({quoted(path)}, file_row_number = true)")
            table = ibis.table(schema, name="facts")
            columns = fact_columns(table)
            columns = add_derived(columns | {ON: ibis.coalesce(*(table[name] for name in _DAYS if name in schema))})
            names = sorted({*REQUIRED, *wanted})
            about, kinds, lines = _looked_over(con, table, columns, names)
            base = table.select(**_payload(table, columns), **{name: columns[name] for name in names})
            found = FactsTable(con, ibis.table(base.schema(), name="base"), names, about, kinds, lines, Path(folder))
            con.execute(f"CREATE VIEW base AS {found.sql(base)}")
            yield found


@contextmanager
def _readable(path: str) -> Iterator[None]:
    """What only shows while the file is read."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        raise Refusal("memory", "The memory that is allowed is not enough.", "Give --memory 1GB.", status=400, field="memory") from None
    except duckdb.Error as error:
        if type(error) not in (duckdb.Error, duckdb.IOException, duckdb.InvalidInputException):
            raise
        said = str(error).splitlines()[0][:200]
        raise Refusal("facts_unreadable", f"{path} is damaged: {said}", "Write the file again.", status=400) from None


def quoted(path: str | Path) -> str:
    """A path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def _payload(table: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
    import ibis

    def whole(name: str) -> Any:
        return columns[name] if name in columns else ibis.null("int64")

    line = table["id"].cast("string") if "id" in table.columns else (table[ROW] + 1).cast("string")
    unit = ibis.coalesce(whole("item.production_cost"), whole("item.cost"))
    amounts = (whole("case.value"), unit, whole("case.quantity"), whole("order.outbound_shipping"), whole("carriage.return_cost"))
    return dict(zip(PAYLOAD, (table[ROW], line, columns["order.market"], columns[KIND], *amounts), strict=True))


def _schema(path: str) -> Any:
    import ibis
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not Path(path).is_file():
        raise Refusal("facts_unreadable", f"{path} is no file that can be read.", "Give a Parquet file.", status=400)
    try:
        found = pq.read_schema(path)
        fields = [pa.field(one.name, one.type.value_type if pa.types.is_dictionary(one.type) else one.type) for one in found]
        known = [one for one in fields if one.name in FACTS or one.name in (ON, "id")]
        return ibis.Schema.from_pyarrow(pa.schema([*known, pa.field(ROW, pa.int64())]))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, NotImplementedError) as error:
        said = str(error).splitlines()[0][:200]
        raise Refusal("facts_unreadable", f"{path} is no Parquet file: {said}", "Write the facts as Parquet.", status=400) from None


def _looked_over(con: Any, table: Any, columns: Mapping[str, Any], names: Sequence[str]) -> tuple[Slice, list[Any], int]:
    """One pass: how many lines, which facts are never or always known and between which values, and whether any value is none."""
    import ibis

    ranged = [name for name in names if FACTS[name].type in (*BOUNDS, "date")]
    wrong = outside(columns, names)
    asked = {"lines": table.count(), "dayless": columns[ON].isnull().sum()}
    if "case.kinds" in columns:
        asked["several"] = (columns["case.kinds"].length() > 1).sum()
    asked |= {f"there_{place}": columns[name].count() for place, name in enumerate(names)}
    asked |= {f"wrong_{place}": test.sum() for place, test in enumerate(wrong.values())}
    asked |= {f"{end}_{name}": getattr(columns[name], end)() for name in ranged for end in ("min", "max")}
    sql = str(ibis.to_sql(table.aggregate(**asked), dialect="duckdb", pretty=False))
    found = con.sql(sql).to_arrow_table().to_pylist()[0]
    if not found["lines"]:
        raise Refusal("facts_empty", "The file holds no lines.", "Give a file with a line for each item of a case.", status=400)
    for place, name in enumerate(wrong):
        if found[f"wrong_{place}"]:
            raise _outside(name, found[f"wrong_{place}"])
    if found["dayless"]:
        raise Refusal("facts_value", f"{found['dayless']} lines have no day.", f"Give one of {', '.join(_DAYS)}.", status=400, field=ON)
    if found.get("several"):
        message = f"{found['several']} lines carry several kinds."
        raise Refusal("facts_value", message, "Give a line for each kind of a case.", status=400, field="case.kinds")
    there = {name: found[f"there_{place}"] for place, name in enumerate(names)}
    about = Slice(
        unknown=frozenset(name for name in names if not there[name]),
        always=frozenset(name for name in names if there[name] == found["lines"]),
        ranges={name: (_value(name, found[f"min_{name}"]), _value(name, found[f"max_{name}"])) for name in ranged if there[name]},
    )
    kinds = [row[0] for row in con.execute('SELECT DISTINCT "case.kind" FROM facts ORDER BY 1').fetchall()]
    return about, kinds, int(found["lines"])


def _value(name: str, value: Any) -> Any:
    """As the row executor compares it: a number is held in millionths."""
    from fractions import Fraction

    return Fraction(value, 10**6) if FACTS[name].type == "number" else value


def _outside(name: str, count: int) -> Refusal:
    fact = FACTS[name]
    wanted = f"one of {', '.join(sorted(fact.words))}" if fact.words else "a day from 0001-01-01" if fact.type == "date" else "smaller"
    return Refusal(
        "facts_value", f"{name}: {count} values can't be read; each must be {wanted}.", "Mend the column.", status=400, field=name
    )
