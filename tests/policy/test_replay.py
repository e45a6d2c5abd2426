"""Replay over a file of facts: what it says is what deciding every line by hand says; what is no such file is refused by name."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from makegood.interfaces.console.policy import app
from makegood.kernel.refusal import Refusal
from makegood.policy import replay
from makegood.policy.decide import decide
from makegood.policy.facts import DERIVED, read_facts
from makegood.policy.replay import replay_file
from makegood.policy.replay.lines import day_of, nested, side_of_decision
from makegood.policy.replay.payout import GOODS, LAW, MONEY, NOTHING, SHARE, Terms, cost_of, cost_sql
from makegood.policy.replay.table import open_facts
from makegood.policy.replay.totals import changes_of, side_of
from makegood.policy.row import run_rules
from makegood.policy.rules import load_policy
from tests.policy.frame_table import arrow_of
from tests.policy.test_decide import SAMPLES

GIFTS = (SAMPLES / "gifts.yaml").read_text()
KINDER = (
    GIFTS.replace("days: 30", "days: 60")
    .replace("case.value < 60", "case.value < 80")
    .replace("partial_percent: 20", "partial_percent: 30")
)
HOSTILE = GIFTS.replace("  - id: our-mistake", "  - id: dear\n    when: item.cost > 9 and days_since_delivery > 3\n    set: {remedies: [none], eligible: no, approval: auto}\n  - id: our-mistake", 1)  # fmt: skip
NAMES = (
    "case.kind", "case.opened_on", "case.notified_on", "case.quantity", "case.value", "case.major", "order.market", "order.placed_on",
    "order.delivered_on", "order.promised_on", "order.total", "order.outbound_shipping", "order.standard_shipping", "order.disclosures",
    "item.customer_input", "item.price", "item.cost", "item.delivered_on", "carriage.return_cost", "supplier.expected_recovery",
)  # fmt: skip


def lines(seed: int, count: int) -> list[dict[str, Any]]:
    """Cases that could be, some of their facts unknown."""
    pick = Random(seed)
    found = []
    for _ in range(count):
        placed = date(2026, 1, 1) + timedelta(days=pick.randrange(200))
        delivered = placed + timedelta(days=pick.randrange(3, 20))
        opened = delivered + timedelta(days=pick.randrange(0, 70))
        price = pick.randrange(500, 9000)
        row = {
            "case.kind": pick.choice(("defective", "late", "change_of_mind", "customization_error", "customer_input_error", "not_delivered")),
            "case.opened_on": opened, "case.notified_on": opened - timedelta(days=pick.randrange(3)), "case.quantity": pick.choice((1, 2)),
            "case.value": price, "case.major": pick.choice((True, False)), "order.market": pick.choice(("DE", "FR", "GB", "US", "AU", "US-CA")),
            "order.placed_on": placed, "order.delivered_on": delivered, "order.promised_on": placed + timedelta(days=9),
            "order.total": price + 490, "order.outbound_shipping": 490, "order.standard_shipping": 490, "order.disclosures": ["withdrawal_info"],
            "item.customer_input": pick.choice(("none", "own_text", "unknown")), "item.price": price, "item.cost": pick.randrange(200, 2000),
            "item.delivered_on": delivered, "carriage.return_cost": 650, "supplier.expected_recovery": pick.choice((0, 1)),
        }  # fmt: skip
        kept = {"case.kind", "case.opened_on", "order.market", "case.value"}
        found.append({name: value for name, value in row.items() if name in kept or pick.random() > 0.07})
    return found


def written(folder: Path, rows: list[dict[str, Any]], **columns: Any) -> str:
    table = arrow_of(rows, NAMES)
    for name, values in columns.items():
        table = table.append_column(name, values)
    path = folder / "facts.parquet"
    pq.write_table(table, path)
    return str(path)


@pytest.mark.parametrize(("now", "then"), [(KINDER, GIFTS), (HOSTILE, GIFTS), (GIFTS, HOSTILE)])
def test_a_replay_says_what_deciding_each_line_says(now: str, then: str, tmp_path: Path) -> None:
    rows, new, old = lines(7, 400), load_policy(now), load_policy(then)
    found = replay_file(written(tmp_path, rows, id=pa.array([f"l{n}" for n in range(400)])), now=new, then=old)
    expected = {}
    for number, row in enumerate(rows):
        facts, values = nested(row, "EUR"), read_facts(nested(row, "EUR"), "EUR", day_of(row))
        sides = [side_of_decision(decide(facts, policy, on=day_of(row))) for policy in (old, new)]
        if changes_of(*sides):
            costs = [cost_of(side.terms, values) for side in sides]
            expected[f"l{number}"] = (sides[0].remedy, sides[1].remedy, *costs, ", ".join(one.slot for one in changes_of(*sides)))
    names = ("remedy_then", "remedy_now", "cost_then_minor", "cost_now_minor", "changed_slots")
    assert {row["line"]: tuple(row[name] for name in names) for row in found["changed_lines"]} == expected
    assert found["compared"] == "decision" and found["changed"] == len(expected) > 5 and found["lines"] == 400
    both = [costs for _, _, *costs, _ in expected.values() if None not in costs]
    assert found["cost"]["difference"] == f"{sum(now - then for then, now in both) / 100:.2f}"
    assert sum(row["changed"] for row in found["by_market"]) == sum(row["changed"] for row in found["by_cause"]) == len(expected)


def test_the_rules_alone_may_be_compared(tmp_path: Path) -> None:
    rows, new, old = lines(8, 300), load_policy(HOSTILE), load_policy(GIFTS)
    found = replay_file(written(tmp_path, rows), now=new, then=old, law=False)
    expected = {}
    for number, row in enumerate(rows, 1):
        values = read_facts(nested(row, "EUR"), "EUR", day_of(row))
        sides = [
            side_of(policy, result.filled, doubtful=bool(result.doubtful))
            for policy in (old, new)
            for result in (run_rules(policy, values),)
        ]
        if changes_of(*sides):
            expected[str(number)] = tuple(cost_of(side.terms, values) for side in sides)
    assert {row["line"]: (row["cost_then_minor"], row["cost_now_minor"]) for row in found["changed_lines"]} == expected
    assert found["compared"] == "promise" and len(expected) > 5
    assert found["unpriced"] == sum(None in costs for costs in expected.values())


def test_facts_are_worked_out_as_for_one_line(tmp_path: Path) -> None:
    rows = lines(9, 300)
    policy = load_policy("policy: p\ncurrency: EUR\nrules:\n" + "".join(
        f"  - id: r{n}\n    when: known({name})\n    set: {{approval: auto}}\n" for n, name in enumerate(sorted(DERIVED))))  # fmt: skip
    with open_facts(written(tmp_path, rows), [policy]) as facts:
        asked = facts.base.select("place", **{name: facts.base[name] for name in DERIVED})
        found = facts.con.sql(ibis.to_sql(asked, dialect="duckdb") + " ORDER BY place").to_arrow_table().to_pylist()
    for row, answer in zip(rows, found, strict=True):
        values = read_facts(nested(row, "EUR"), "EUR", day_of(row))
        assert {name: answer[name] for name in DERIVED} == {name: values.get(name) for name in DERIVED}


def test_both_ways_of_pricing_agree() -> None:
    pick, names = Random(5), ("value", "unit_cost", "quantity", "shipping", "return_cost")
    facts = ("case.value", "item.cost", "case.quantity", "order.outbound_shipping", "carriage.return_cost")
    modes = (MONEY, MONEY, SHARE, GOODS, NOTHING, LAW)
    cases = [
        (Terms(pick.choice(modes), pick.randrange(200), pick.randrange(900), pick.randrange(101), pick.random() < 0.5, pick.random() < 0.5),
         tuple(pick.choice((None, pick.randrange(10), pick.randrange(5000), pick.randrange(5000))) for _ in names))
        for _ in range(3000)
    ]  # fmt: skip
    rows = [
        {"place": place, **dict(zip(names, values, strict=True))}
        | {f"now_{name}": getattr(terms, name) for name in ("mode", "percent", "fee", "fee_percent", "shipping", "way_back")}
        for place, (terms, values) in enumerate(cases)
    ]
    whole = {name: pa.int64() for name in names}
    given_rows = pa.table({key: pa.array([row[key] for row in rows], whole.get(key)) for key in rows[0]})
    with duckdb.connect() as con:
        con.register("given_rows", given_rows)
        found = [row[0] for row in con.execute(f"SELECT {cost_sql('now')} FROM given_rows ORDER BY place").fetchall()]
    expected = [
        cost_of(terms, {fact: value for fact, value in zip(facts, values, strict=True) if value is not None}) for terms, values in cases
    ]
    assert [one for one in zip(cases, found, expected, strict=True) if one[1] != one[2]] == []


def changed(table: pa.Table, name: str, values: Any) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


@pytest.mark.parametrize(
    ("break_it", "code", "says"),
    [
        (lambda table: table.drop_columns(["item.customer_input"]), "facts_column", "no column item.customer_input: words"),
        (lambda table: table.drop_columns(["case.value"]), "facts_column", "no column case.value: whole minor units"),
        (lambda table: changed(table, "case.value", table["case.value"].cast(pa.float64())), "facts_type", "case.value is a column of float64"),
        (lambda table: changed(table, "case.opened_on", table["case.opened_on"].cast(pa.string())), "facts_type", "case.opened_on"),
        (lambda table: changed(table, "case.kind", pa.array(["brokn"] * len(table))), "facts_value", "case.kind: 20 values"),
        (lambda table: changed(table, "case.value", pa.array([10**16] * len(table))), "facts_value", "case.value"),
        (lambda table: changed(table, "case.opened_on", pa.nulls(len(table), pa.date32())).drop_columns(["case.notified_on"]), "facts_value", "20 lines have no day"),
        (lambda table: table.append_column("case.kinds", pa.array([["late", "defective"]] * len(table))), "facts_value", "several kinds"),
        (lambda table: table.append_column("fault", pa.array(["shop"] * len(table))), "facts_column", "worked out"),
        (lambda table: table.slice(0, 0), "facts_empty", "no lines"),
    ],
)  # fmt: skip
def test_a_table_that_will_not_do_is_named(break_it: Any, code: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    pq.write_table(break_it(arrow_of(lines(1, 20), NAMES)), path)
    with pytest.raises(Refusal) as refused:
        replay_file(str(path), now=load_policy(KINDER), then=load_policy(GIFTS))
    assert refused.value.code == code and says in refused.value.message


def test_a_column_of_nothing_but_unknown_facts_will_do(tmp_path: Path) -> None:
    table = arrow_of(lines(1, 20), NAMES)
    path = tmp_path / "facts.parquet"
    pq.write_table(changed(table, "item.customer_input", pa.nulls(20)), path)
    assert replay_file(str(path), now=load_policy(KINDER), then=load_policy(GIFTS))["lines"] == 20


def test_no_parquet_and_another_currency_are_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.parquet").write_text("id,case.kind\n1,late\n")
    with pytest.raises(Refusal) as refused:
        replay_file(str(tmp_path / "facts.parquet"), now=load_policy(GIFTS), then=load_policy(KINDER))
    assert refused.value.code == "facts_unreadable"
    with pytest.raises(Refusal) as refused:
        replay_file("x", now=load_policy(GIFTS), then=load_policy(GIFTS.replace("EUR", "USD")))
    assert refused.value.code == "policy_currency"


def test_the_command_lists_what_changed_and_writes_it_where_it_is_much(tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(replay, "SHOWN", 50)
    (tmp_path / "now.yaml").write_text(HOSTILE)
    (tmp_path / "then.yaml").write_text(GIFTS)
    facts = written(tmp_path, lines(3, 400))
    words = ["replay", str(tmp_path / "now.yaml"), facts, "--against", str(tmp_path / "then.yaml")]

    def run(*more: str) -> tuple[int, str, str]:
        code = app([*words, *more], exit_on_error=False, result_action="return_value")
        said = capsys.readouterr()
        return code, said.out, said.err

    code, out, _ = run("--json", "--no-law")
    found = json.loads(out)
    beside = pq.read_table(found["written"])
    assert code == 0 and found["changed"] == beside.num_rows > 50 == len(found["changed_lines"])
    code, out, err = run("--out", str(tmp_path / "all.csv"))
    assert code == 0 and "of 400 lines decided otherwise" in out and "all.csv" in err
    assert len((tmp_path / "all.csv").read_text().splitlines()) == json.loads(run("--json")[1])["changed"] + 1
    code, out, _ = run("--json", "--out", str(tmp_path / "nowhere" / "all.csv"))
    assert code == 3 and json.loads(out)["refusal"]["code"] == "out_unwritable"
    assert run("--out", str(tmp_path / "all.txt"))[0] == 3


@pytest.mark.parametrize("words", [["replay", "no.yaml"], ["replay", str(SAMPLES / "gifts.yaml"), "no.parquet", "--against", "no.yaml"],
                                   ["replay", str(SAMPLES / "gifts.yaml"), str(SAMPLES / "home.yaml")]])  # fmt: skip
def test_what_is_not_there_is_said(words: list[str], capsys: Any) -> None:
    assert app(words, exit_on_error=False, result_action="return_value") == 2
    assert capsys.readouterr().err


def test_what_a_table_can_not_reckon_names_its_rule(tmp_path: Path) -> None:
    wide = "case.photos * case.quantity * customer.orders * item.weight_g > 5"
    text = f"policy: p\ncurrency: EUR\nrules:\n  - id: fine\n    set: {{approval: auto}}\n  - id: large\n    when: {wide}\n    set: {{ship_back: hub}}\n"
    table = arrow_of(lines(1, 20), NAMES)
    for name in ("case.photos", "customer.orders", "item.weight_g"):
        table = table.append_column(name, pa.array([1] * 20, pa.int64()))
    pq.write_table(table, tmp_path / "facts.parquet")
    with pytest.raises(Refusal) as refused:
        replay_file(str(tmp_path / "facts.parquet"), now=load_policy(text), then=load_policy(GIFTS))
    assert refused.value.code == "frame_limit" and refused.value.message.startswith("large:")


@pytest.mark.parametrize(("memory", "code"), [("1MB", "memory"), ("lots", "bad_input"), ("256MB", "facts_unreadable")])
def test_too_little_memory_and_a_damaged_file_are_refused(memory: str, code: str, tmp_path: Path) -> None:
    path = Path(written(tmp_path, lines(1, 3000)))
    if code == "facts_unreadable":
        whole = bytearray(path.read_bytes())
        whole[200 : len(whole) // 2] = b"\xff" * (len(whole) // 2 - 200)
        path.write_bytes(whole)
    with pytest.raises(Refusal) as refused:
        replay_file(str(path), now=load_policy(KINDER), then=load_policy(GIFTS), memory=memory)
    assert refused.value.code == code
