"""Goals P12 to P14 of the performance list: the row executor beside CEL, replay beside a raw CASE in DuckDB, and replay's memory.

`python bench/policy.py [LINES]` (1,000,000 unless told otherwise). Both sides run in the same round, interleaved; nothing here asserts a time.
"""

import contextlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS, LINES, RULES = 5, 1_000_000, 30
KINDS = ("defective", "wrong_item", "late", "change_of_mind", "not_delivered", "damaged_in_transit")
SLOTS = {"ship_back": "hub", "approval": "auto", "return_paid_by": "shop", "partial_percent": "10", "remedies": "[refund]", "keep_item": "keep",
         "restocking_fee": "'3'", "release_refund_on": "approval"}  # fmt: skip


def rules() -> list[tuple[str, list[str]]]:
    """(condition, slots that it sets): 30 rules over 8 slots; the last one always holds."""
    made = []
    for n in range(RULES - 1):
        condition = f"case.kind == {KINDS[n % 6]} and item.cost < {(n + 3) * 1.5} and days_since_delivery <= {n + 5}"
        condition += ' and order.market in ("DE", "FR", "GB")' * (n % 3 == 0) + " and case.photos > 1" * (n % 7 == 0)
        made.append((condition, [slot for place, slot in enumerate(SLOTS) if (n + place) % 2 == 0]))
    return [*made, ("", list(SLOTS))]


def policy_text(change: str = "") -> str:
    lines = ["policy: bench", "currency: EUR", "rules:"]
    for number, (condition, slots) in enumerate(rules()):
        lines += [f"  - id: r{number}", *([f"    when: {condition}{change}"] if condition else [])]
        lines.append(f"    set: {{{', '.join(f'{slot}: {SLOTS[slot]}' for slot in slots)}}}")
    return "\n".join(lines) + "\n"


def facts_file(path: Path, lines: int) -> None:
    import duckdb

    kinds, markets = list(KINDS), ["DE", "FR", "GB", "US", "AU", "JP", "US-CA", "BR"]
    duckdb.execute(
        f"""COPY (SELECT i AS id, {kinds}[1 + (hash(i) % 6)::INT] AS "case.kind", {markets}[1 + (hash(i * 7) % 8)::INT] AS "order.market",
        (hash(i * 3) % 8000)::BIGINT AS "item.cost", DATE '2026-01-01' AS "order.delivered_on",
        DATE '2026-01-01' + (hash(i * 5) % 60)::INT AS "case.opened_on", (hash(i * 11) % 20000)::BIGINT AS "case.value",
        CASE WHEN hash(i * 17) % 10 = 0 THEN NULL ELSE (hash(i * 19) % 5)::BIGINT END AS "case.photos" FROM range({lines}) t(i))
        TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"""
    )


def raw_case(path: Path, out: Path) -> str:
    """What somebody would write by hand in SQL: two values, no trace, no unknowns, a CASE a slot."""
    days = """("case.opened_on" - "order.delivered_on")"""
    chains = []
    for slot, value in SLOTS.items():
        steps = []
        for condition, slots in rules():
            if slot in slots and condition:
                for kind in KINDS:
                    condition = condition.replace(f"case.kind == {kind}", f"case.kind = '{kind}'")
                sql = condition.replace("days_since_delivery", days).replace('"DE", "FR", "GB"', "'DE', 'FR', 'GB'")
                number = sql.split("item.cost < ")[1].split(" ")[0]
                sql = sql.replace(f"item.cost < {number}", f'"item.cost" < {round(float(number) * 100)}')
                for name in ("case.kind", "order.market", "case.photos"):
                    sql = sql.replace(f"{name} ", f'"{name}" ')
                steps.append(f"WHEN {sql} THEN '{value.strip(chr(39))}'")
        chains.append(f"CASE {' '.join(steps)} ELSE '{value.strip(chr(39))}' END AS {slot}")
    return f"COPY (SELECT id, {', '.join(chains)} FROM read_parquet('{path}')) TO '{out}' (FORMAT parquet, ROW_GROUP_SIZE 100000)"


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def show(name: str, ratios: list[float], goal: str, more: str = "") -> None:
    print(f"{name:<58} {statistics.median(ratios):>6.3f}  ({min(ratios):.3f} to {max(ratios):.3f})  goal {goal}{more}", flush=True)


def row_and_cel() -> None:
    """P12: all 30 conditions of a policy for one set of facts, ours with three values and which rule filled what."""
    from makegood.policy.row import run_rules
    from makegood.policy.rules import load_policy
    from tests.policy import cel

    policy = load_policy(policy_text())
    rows = [
        {
            "case.kind": KINDS[n % 6],
            "item.cost": 100 * (n % 80),
            "days_since_delivery": n % 60,
            "order.market": ("DE", "US")[n % 2],
            "case.photos": n % 5,
        }
        for n in range(2000)
    ]
    programs = [cel.environment().compile(cel.text_of(rule.when)) for rule in policy.rules if rule.when is not None]
    data = [cel.data_of(row) for row in rows]

    def by_cel() -> None:
        for one in data:
            for program in programs:
                program.eval(data=one).value()

    ratios, speed = [], 0.0
    for _ in range(ROUNDS):
        outside = timed(by_cel)
        own = timed(lambda: [run_rules(policy, row) for row in rows])
        ratios.append(outside / own)
        speed = max(speed, len(rows) / own)
    show("P12 row decision with trace / cel-expr-python", ratios, ">= 1", f"  ({speed:,.0f} a second)")


def outcomes(path: Path, out: Path) -> None:
    """Every line's filled slots, written: which rule filled what, and whether in doubt."""
    from makegood.policy.replay.table import open_facts
    from makegood.policy.rules import load_policy

    policy = load_policy(policy_text())
    with open_facts(str(path), [policy]) as facts:
        frame = facts.over(policy)
        sql = facts.sql(facts.base.select("line", **frame.columns))
        facts.con.execute(f"COPY ({sql}) TO '{out}' (FORMAT parquet, ROW_GROUP_SIZE 100000)")


def replay(path: Path) -> dict[str, Any]:
    from makegood.policy.replay import replay_file
    from makegood.policy.rules import load_policy

    return replay_file(str(path), now=load_policy(policy_text(" and item.cost >= 5")), then=load_policy(policy_text()), law=False)


def table(lines: int) -> None:
    """P13 and P14. The peak is that of a process of its own that does nothing but the replay."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="mg-bench-") as folder:
        path, out = Path(folder) / "facts.parquet", Path(folder) / "out.parquet"
        facts_file(path, lines)
        sql = raw_case(path, out)

        def raw() -> None:
            with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as con:
                con.execute(sql)

        written, whole, seconds = [], [], 0.0
        for _ in range(ROUNDS if lines <= LINES else 1):
            bare = timed(raw)
            written.append(bare / timed(lambda: outcomes(path, out)))
            seconds = timed(lambda: replay(path))
            whole.append(bare / seconds)
        show(f"P13 outcomes of {lines:,} lines, written / raw CASE", written, ">= 0.5")
        show("    replay of one policy against another / raw CASE", whole, "none", f"  ({seconds:.1f} s)")
        found = json.loads(
            subprocess.run([sys.executable, __file__, "--peak", str(path)], capture_output=True, text=True, check=True).stdout
        )
        print(
            f"{f'P14 peak memory of that replay, {lines:,} lines':<58} {found['mib']:>6.0f} MiB  goal <= 1024  ({found['changed']:,} changed)"
        )


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    if "--peak" in sys.argv:
        with contextlib.redirect_stdout(sys.stderr):
            found = replay(Path(sys.argv[-1]))
        print(json.dumps({"mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "changed": found["changed"]}))
        return
    row_and_cel()
    table(int(sys.argv[1]) if len(sys.argv) > 1 else LINES)


if __name__ == "__main__":
    main()
