"""`policy replay` over a file: the promise of every line, and the decision of every line whose promise changed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.policy.replay.file import CHANGED, Compared, compare_over, form_of
from makegood.policy.replay.lines import Redecided, redecided_rows
from makegood.policy.replay.table import MEMORY, FactsTable, open_facts, quoted
from makegood.policy.replay.totals import Totals
from makegood.policy.rules import Policy

LAW_AT_ONCE = 50_000  # lines decided in full without being asked to: about ten seconds
SHOWN = 1_000  # changed lines in the answer itself


def replay_file(
    path: str, *, now: Policy, then: Policy, law: bool | None = None, out: Path | None = None, memory: str = MEMORY
) -> dict[str, Any]:
    """What `now` would have changed of what `then` said, over a Parquet file of facts.

    `compared` says what was compared: `decision` (rules and law) or `promise` (rules alone), `unchanged_by` how the others are counted in the
    totals of remedies and people (`decision` in a file of up to LAW_AT_ONCE lines). `law` None: decisions, unless more than
    LAW_AT_ONCE lines changed. Changed lines are in `changed_lines`, and where there are more than SHOWN in a file (`out`, or beside `path`).
    Refuses `facts_*`, `frame_limit` and `policy_currency`.
    """
    if now.currency != then.currency:
        raise Refusal("policy_currency", f"One policy speaks of {now.currency}, the other of {then.currency}.", "Compare like with like.")
    with open_facts(path, [now, then], memory=memory) as facts:
        compared = compare_over(facts, now=now, then=then)
        full = compared.changed <= LAW_AT_ONCE if law is None else law
        found = _by_law(facts, compared, now, then) if full else _by_rules(compared, now)
        changed = found["changed"]
        target = out or (_beside(path) if changed > SHOWN else None)
        if target is not None:
            _copy(facts.con, "redecided" if full else f"({CHANGED} ORDER BY place)", target)
        return found | {"changed_lines": _shown(facts, compared, full), "written": None if target is None else str(target)}


def _beside(path: str) -> Path:
    return Path(path).with_name(Path(path).name.removesuffix(".parquet") + ".changed.parquet")


def _answer(totals: Totals, compared: str, undecided: int, *, unchanged: str) -> dict[str, Any]:
    return {"compared": compared, "unchanged_by": unchanged, "undecided": undecided} | totals.as_json()


def _by_rules(compared: Compared, now: Policy) -> dict[str, Any]:
    return _answer(compared.totals(now.currency), "promise", 0, unchanged="promise")


def _by_law(facts: FactsTable, compared: Compared, now: Policy, then: Policy) -> dict[str, Any]:
    """Lines are decided twice, and those that differ kept in the table "redecided". In a large file a line whose promise is the same, which
    can't be decided otherwise, is counted by its promise."""
    totals, undecided, every = Totals(now.currency), 0, facts.lines <= LAW_AT_ONCE
    for market, kind, number, lines in compared.counted:
        one = compared.patterns[number]
        if not one.changes and not every:
            totals.add(market, kind, one.then, one.now, (), lines=lines)
    reader, writer = facts.con.cursor(), facts.con
    _make(writer)
    waiting: list[dict[str, Any]] = []
    for one_line in redecided_rows(compared.whole_rows(reader, changed=not every), now=now, then=then):
        if isinstance(one_line, Refusal):
            undecided += 1
            continue
        one_line.add_to(totals)
        if one_line.changes:
            waiting.append(one_line.as_row())
        if len(waiting) >= SHOWN:
            _append(writer, waiting)
    _append(writer, waiting)
    return _answer(totals, "decision", undecided, unchanged="decision" if every else "promise")


_ROW = {
    "line": "VARCHAR", "market": "VARCHAR", "kind": "VARCHAR", "value_minor": "BIGINT", "remedy_then": "VARCHAR", "remedy_now": "VARCHAR",
    "approval_then": "VARCHAR", "approval_now": "VARCHAR", "cost_then_minor": "BIGINT", "cost_now_minor": "BIGINT",
    "changed_slots": "VARCHAR", "rules_then": "VARCHAR", "rules_now": "VARCHAR",
}  # fmt: skip


def _make(con: Any) -> None:
    con.execute(f"CREATE TABLE redecided ({', '.join(f'{name} {type}' for name, type in _ROW.items())})")


def _append(con: Any, waiting: list[dict[str, Any]]) -> None:
    import pyarrow as pa

    if waiting:
        con.register("more", pa.Table.from_pylist(waiting))
        con.execute("INSERT INTO redecided BY NAME SELECT * FROM more")
        con.unregister("more")
        waiting.clear()


def _shown(facts: FactsTable, compared: Compared, full: bool) -> list[dict[str, Any]]:
    if not full:
        return compared.changed_lines(SHOWN)
    found: list[dict[str, Any]] = facts.con.sql(f"SELECT * FROM redecided LIMIT {SHOWN}").to_arrow_table().to_pylist()
    return found


def _copy(con: Any, what: str, target: Path) -> None:
    import duckdb

    if target.suffix not in (".csv", ".parquet"):
        raise Refusal("bad_input", f"{target} is neither .csv nor .parquet.", "Name the file so.", status=400)
    try:
        con.execute(f"COPY {what} TO {quoted(target)} ({form_of(target)})")
    except (OSError, duckdb.IOException) as error:
        message = f"{target} can't be written: {str(error).splitlines()[0]}"
        raise Refusal("out_unwritable", message, "Give --out FILE in a folder of yours.", status=400) from None


def over_lines(found: Iterable[Redecided | Refusal], currency: str, *, shown: int = SHOWN) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The same answer from single lines (a shop's own history), and every changed line."""
    totals, changed, undecided = Totals(currency), [], 0
    for one in found:
        if isinstance(one, Refusal):
            undecided += 1
            continue
        one.add_to(totals)
        if one.changes:
            changed.append(one.as_row())
    return _answer(totals, "decision", undecided, unchanged="decision") | {"changed_lines": changed[:shown], "written": None}, changed


def write_rows(rows: list[dict[str, Any]], target: Path) -> None:
    """Changed lines as CSV or Parquet by the name's end. Refuses `out_unwritable` and `bad_input`."""
    import duckdb

    with duckdb.connect() as con:
        _make(con)
        _append(con, list(rows))
        _copy(con, "redecided", target)
