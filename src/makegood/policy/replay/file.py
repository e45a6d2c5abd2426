"""Two policies over a file of facts: what would have changed, by market, remedy, slot and cause, in lines and in money.

The file is read twice. First the rules run over it, and lines are counted by market, kind and pattern: which rules filled which slots. There
are few patterns, and only they are compared. Then the lines whose pattern changed are written down with what both policies pay for them.

A decision is a function of the facts and of what the rules filled. So a line whose promise is the same is decided the same, and only the
others need the law: they are decided in full (`replay_lines`) where they are few enough, or where that is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from makegood.policy.frame import DOUBTFUL, Frame
from makegood.policy.replay.payout import cost_sql
from makegood.policy.replay.table import PAYLOAD, ROW, FactsTable, quoted
from makegood.policy.replay.totals import Change, Side, Totals, changes_of, side_of
from makegood.policy.rules import Policy

_TERMS = ("mode", "percent", "fee", "fee_percent", "shipping", "way_back")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines that the same rules filled alike, under both policies."""

    then: Side
    now: Side
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """`counted`: (market, kind, number of the pattern, lines). The changed lines are the connection's view "changed"."""

    facts: FactsTable
    patterns: Sequence[Pattern]
    counted: Sequence[tuple[str, str, int, int]]

    @property
    def changed(self) -> int:
        return sum(lines for _, _, number, lines in self.counted if self.patterns[number].changes)

    def totals(self, currency: str) -> Totals:
        """The promise alone."""
        totals = Totals(currency)
        for market, kind, number, lines in self.counted:
            one = self.patterns[number]
            if not one.changes:
                totals.add(market, kind, one.then, one.now, (), lines=lines)
        rows = self.facts.con.execute(
            "SELECT market, kind, pattern, count(*), sum(cost_then) FILTER (priced), sum(cost_now) FILTER (priced), count(*) FILTER (NOT priced) "
            "FROM (SELECT *, cost_then IS NOT NULL AND cost_now IS NOT NULL AS priced FROM changed) GROUP BY ALL"
        )
        while batch := rows.fetchmany(10_000):
            for market, kind, number, lines, then, now, unpriced in batch:
                one, sums = self.patterns[number], {"cost_then": int(then or 0), "cost_now": int(now or 0), "unpriced": unpriced}
                totals.add(market, kind, one.then, one.now, one.changes, lines=lines, **sums)
        return totals

    def whole_rows(self, reader: Any, *, changed: bool, size: int = 2_000) -> Iterator[dict[str, Any]]:
        """The file's rows with `line`, in its order: of the changed lines, or of all. `reader`: a cursor, so that the connection is free."""
        beside = "changed" if changed else "base"
        asked = f"SELECT f.*, b.line FROM facts f JOIN {beside} b ON f.{ROW} = b.place ORDER BY b.place"
        for batch in reader.sql(asked).to_arrow_reader(size):
            yield from batch.to_pylist()

    def changed_lines(self, most: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.facts.con.sql(f"{CHANGED} ORDER BY place LIMIT {most}").to_arrow_table().to_pylist()
        return found


def form_of(path: Path) -> str:
    return "FORMAT csv, HEADER" if path.suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"


CHANGED = (
    "SELECT line, market, kind, value AS value_minor, remedy_then, remedy_now, approval_then, approval_now, cost_then AS cost_then_minor, "
    "cost_now AS cost_now_minor, changed_slots, rules_then, rules_now FROM changed JOIN patterns USING (pattern)"
)


def compare_over(facts: FactsTable, *, now: Policy, then: Policy) -> Compared:
    """Runs both policies over the table. Refuses `frame_limit`."""
    policies = {"then": then, "now": now}
    frames = {name: facts.over(policy) for name, policy in policies.items()}
    filled = {f"{name}_{column}": expression for name, frame in frames.items() for column, expression in frame.columns.items()}
    names = ", ".join(filled)
    facts.con.execute(f"CREATE VIEW filled AS {facts.sql(facts.base.select(*PAYLOAD, **filled))}")
    rows = facts.con.execute(f"SELECT market, kind, count(*), {names} FROM filled GROUP BY ALL").fetchall()
    numbers: dict[tuple[Any, ...], int] = {}
    counted = [(market, kind, numbers.setdefault(tuple(found), len(numbers)), lines) for market, kind, lines, *found in rows]
    patterns = [_pattern(dict(zip(filled, row, strict=True)), frames, policies) for row in numbers]
    _keep(facts.con, list(filled), list(numbers), patterns)
    written = quoted(facts.folder / "changed.parquet")
    costs = f"{cost_sql('then')} AS cost_then, {cost_sql('now')} AS cost_now"
    facts.con.execute(
        f"COPY (SELECT place, line, market, kind, value, pattern, {costs} FROM filled JOIN patterns USING ({names}) WHERE changed) "
        f"TO {written} (FORMAT parquet, ROW_GROUP_SIZE 100000)"
    )
    facts.con.execute(f"CREATE VIEW changed AS SELECT * FROM {written}")
    return Compared(facts, patterns, counted)


def _pattern(row: dict[str, Any], frames: Mapping[str, Frame], policies: Mapping[str, Policy]) -> Pattern:
    sides = {}
    for name, policy in policies.items():
        filled = {
            slot: row[f"{name}_{column}"]
            for column, slots in frames[name].classes.items()
            for slot in slots
            if row[f"{name}_{column}"] >= 0
        }
        sides[name] = side_of(policy, filled, doubtful=row[f"{name}_{DOUBTFUL}"])
    return Pattern(sides["then"], sides["now"], changes_of(sides["then"], sides["now"]))


def _keep(con: Any, columns: list[str], found: list[tuple[Any, ...]], patterns: Sequence[Pattern]) -> None:
    """The patterns as a table beside the lines: what each pays, and what is said of its change."""
    import pyarrow as pa

    rows = []
    for number, one in enumerate(patterns):
        row: dict[str, Any] = {
            "pattern": number,
            "changed": bool(one.changes),
            "changed_slots": ", ".join(change.slot for change in one.changes),
        }
        for name, side in (("then", one.then), ("now", one.now)):
            row |= {f"{name}_{term}": getattr(side.terms, term) for term in _TERMS}
            row |= {f"remedy_{name}": side.remedy, f"approval_{name}": side.approval}
            row[f"rules_{name}"] = "; ".join(f"{change.slot}: {getattr(change, f'rule_{name}')}" for change in one.changes)
        rows.append(row | dict(zip(columns, found[number], strict=True)))
    con.register("patterns_given", pa.Table.from_pylist(rows))
    con.execute("CREATE TABLE patterns AS SELECT * FROM patterns_given")
    con.unregister("patterns_given")
