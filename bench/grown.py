"""A shop that has worked for years, made from a few returns that were really made: their rows again and again, with ids of their own.

Only a benchmark may do this: it writes as the database's superuser, with triggers and foreign keys asleep. What is copied is what hangs on an
order by foreign keys; names by which rows are called (public ids, numbers) become new ones, in references by name as well.
"""

from dataclasses import dataclass, field
from typing import Any

import psycopg

# Rooms below name rows of rooms above them by their ids alone, and a chain by its root.
_BY_NAME = {"case_id": "returns_case", "line_id": "returns_caseline", "order_line_id": "orders_line", "order_id": "orders_order"}
_CHAINS = {"case": "returns_case", "order": "orders_order"}
_LEFT_OUT = ("base_idempotency",)  # answers that are kept for a day


@dataclass(slots=True)
class Table:
    """`refs`: column -> the table that it names by id; `altered`: columns that must differ where nothing else does; `rows`: ids to copy."""

    name: str
    columns: dict[str, str]
    refs: dict[str, str] = field(default_factory=dict)
    altered: set[str] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)


def grow(url: str, merchant_id: int, orders: list[str], copies: int, *, after: int = 0) -> int:
    """`copies` of each of these orders (public ids) and of all that hangs on them, `after` so many made before; how many rows were written."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        tables = _tables(connection)
        found = connection.execute("SELECT id FROM orders_order WHERE merchant_id = %s AND public_id = ANY(%s)", [merchant_id, orders])
        tables["orders_order"].rows = {one for (one,) in found.fetchall()}
        _follow(connection, tables, merchant_id)
        written = _copy(connection, {name: table for name, table in tables.items() if table.rows}, copies, after)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    return written


def _tables(connection: Any) -> dict[str, Table]:
    """Tables of shops' rows, with what their columns name."""
    columns = connection.execute(
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY 1, a.attnum"
    ).fetchall()
    tables: dict[str, Table] = {}
    for table, column, kind in columns:
        tables.setdefault(table, Table(table, {})).columns[column] = kind
    tables = {name: one for name, one in tables.items() if {"id", "merchant_id"} <= one.columns.keys() and name not in _LEFT_OUT}
    for table, column, other in connection.execute(
        "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text FROM pg_constraint k "
        "JOIN LATERAL unnest(k.conkey, k.confkey) AS p(mine, theirs) ON true JOIN pg_attribute a ON (a.attrelid, a.attnum) = (k.conrelid, p.mine) "
        "JOIN pg_attribute b ON (b.attrelid, b.attnum) = (k.confrelid, p.theirs) WHERE contype = 'f' AND b.attname = 'id'"
    ).fetchall():
        if table in tables and other in tables and column != "merchant_id":
            tables[table].refs[column] = other
    for one in tables.values():
        one.refs = {column: other for column, other in _BY_NAME.items() if column in one.columns} | one.refs
    uniques = connection.execute(
        "SELECT i.indrelid::regclass::text, array_agg(a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
        "WHERE i.indisunique GROUP BY i.indexrelid, i.indrelid"
    ).fetchall()
    for table, names in uniques:
        one = tables.get(table)
        if one is None or "id" in names or "chain" in names or any(name in one.refs for name in names):
            continue
        free = [name for name in names if name != "merchant_id"]
        texts = [name for name in free if _is_text(one.columns[name]) or one.columns[name] == "uuid"]
        one.altered |= set((texts or free)[-1:])  # a row that a shop has once hangs on no order
    return tables


def _follow(connection: Any, tables: dict[str, Table], merchant_id: int) -> None:
    """Whatever hangs on a row that is copied is copied."""

    def found(table: str, column: str, values: list[Any]) -> set[int]:
        query = f'SELECT id FROM "{table}" WHERE merchant_id = %s AND "{column}" = ANY(%s)'
        return {row for (row,) in connection.execute(query, [merchant_id, values]).fetchall()}

    grew = True
    while grew:
        grew = False
        for one in tables.values():
            for column, other in one.refs.items():
                more = found(one.name, column, list(tables[other].rows)) - one.rows if tables[other].rows else set()
                one.rows |= more
                grew = grew or bool(more)
    for word, other in _CHAINS.items():
        tables["base_timeline"].rows |= found("base_timeline", "chain", [f"{word}:{row}" for row in tables[other].rows])


def _copy(connection: Any, tables: dict[str, Table], copies: int, after: int) -> int:
    names = set[str]()
    starts = {}
    for one in tables.values():
        connection.execute(f'CREATE TEMP TABLE "m_{one.name}" (old bigint PRIMARY KEY, place bigint) ON COMMIT DROP')
        with connection.cursor().copy(f'COPY "m_{one.name}" FROM STDIN') as copy:
            for place, row in enumerate(sorted(one.rows)):
                copy.write_row((row, place))
        starts[one.name] = connection.execute(f'SELECT coalesce(max(id), 0) + 1 FROM "{one.name}"').fetchone()[0]
        if "public_id" in one.columns:
            query = f'SELECT public_id FROM "{one.name}" WHERE id = ANY(%s)'
            names |= {name for (name,) in connection.execute(query, [list(one.rows)]).fetchall()}
    connection.execute("CREATE TEMP TABLE m_names (name text PRIMARY KEY) ON COMMIT DROP")
    with connection.cursor().copy("COPY m_names FROM STDIN") as copy:
        for name in names:
            copy.write_row((name,))
    written = 0
    for one in tables.values():
        written += connection.execute(_statement(one, tables, starts), {"first": after + 1, "last": after + copies}).rowcount
        sequence = connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", [one.name]).fetchone()[0]
        if sequence:
            connection.execute(f'SELECT setval(%s, (SELECT max(id) FROM "{one.name}"))', [sequence])
    return written


def _statement(one: Table, tables: dict[str, Table], starts: dict[str, int]) -> str:
    values, joins = [], []
    for column, kind in one.columns.items():
        was = f't."{column}"'
        if column == "id":
            values.append(_number(one, starts, "m"))
        elif column == "chain":
            for word, other in _CHAINS.items():
                joins.append(f"LEFT JOIN \"m_{other}\" AS c_{word} ON {was} = '{word}:' || c_{word}.old")
            whens = " ".join(
                f"WHEN c_{word}.old IS NOT NULL THEN '{word}:' || ({_number(tables[other], starts, f'c_{word}')})"
                for word, other in _CHAINS.items()
            )
            values.append(f"CASE {whens} ELSE {was} END")
        elif column in one.refs and one.refs[column] in tables:
            joins.append(f'LEFT JOIN "m_{one.refs[column]}" AS "r_{column}" ON "r_{column}".old = {was}')
            values.append(
                f'CASE WHEN "r_{column}".old IS NULL THEN {was} ELSE {_number(tables[one.refs[column]], starts, f"r_{column}")} END'
            )
        elif kind == "uuid" and column in one.altered:
            values.append("gen_random_uuid()")
        elif _is_text(kind) and column in one.altered and column != "public_id":
            values.append(f"CASE WHEN {was} = '' THEN '' ELSE ({_number(one, starts, 'm')})::text END")
        elif _is_text(kind):
            values.append(f"CASE WHEN {was} IN (SELECT name FROM m_names) THEN left({was}, -7) || lpad(i::text, 7, '0') ELSE {was} END")
        elif kind == "bigint[]":  # what a search looks for: of five hundred different words for each one, not of the same for all
            values.append(f"ARRAY(SELECT one + i %% 500 FROM unnest({was}) AS one)")
        elif column in one.altered and kind in ("integer", "bigint", "smallint"):
            values.append(f"{was} + i * {len(one.rows)}")
        else:
            values.append(was)
    names = ", ".join(f'"{column}"' for column in one.columns)
    return (
        f'INSERT INTO "{one.name}" ({names}) OVERRIDING SYSTEM VALUE SELECT {", ".join(values)} FROM "{one.name}" t JOIN "m_{one.name}" AS m ON m.old = t.id '
        f"{' '.join(joins)} CROSS JOIN generate_series(%(first)s::bigint, %(last)s::bigint) AS i ORDER BY i, t.id"
    )


def _is_text(kind: str) -> bool:
    return kind.startswith(("text", "character varying"))


def _number(one: Table, starts: dict[str, int], alias: str) -> str:
    return f'{starts[one.name]} + (i - %(first)s) * {len(one.rows)} + "{alias}".place'
