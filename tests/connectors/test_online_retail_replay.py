"""Real orders with their real cancellations (UCI Online Retail), as facts, under two policies."""

import os
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from makegood.connectors.online_retail.mapping import Reader, total_of
from makegood.connectors.online_retail.read import read_rows
from makegood.policy.decide import decide
from makegood.policy.replay import replay_file
from makegood.policy.replay.lines import day_of, nested, side_of_decision
from makegood.policy.replay.totals import changes_of
from makegood.policy.rules import Policy, load_policy

FILE = Path(os.environ.get("MAKEGOOD_SHARED", "../shared")) / "data" / "online_retail" / "online_retail.csv.gz"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the Online Retail file is not there (MAKEGOOD_SHARED/data/online_retail)")

MONTH = """policy: a-month
currency: GBP
rules:
  - id: large
    when: case.value >= 100
    set: {remedies: [refund], approval: review, ship_back: hub, return_paid_by: customer}
  - id: in-time
    when: days_since_order <= 30
    set: {remedies: [refund], approval: auto, ship_back: hub, return_paid_by: customer, restocking_fee: {percent: 10}}
  - id: later
    when: days_since_order <= 90
    set: {remedies: [store_credit], store_credit_bonus_percent: 10, approval: auto, ship_back: hub}
  - id: rest
    set: {remedies: [none], eligible: no, approval: auto}
"""
FORTNIGHT = MONTH.replace("a-month", "a-fortnight").replace("<= 30", "<= 14").replace(">= 100", ">= 50")
COLUMNS = {
    "id": pa.string(), "case.kind": pa.string(), "case.opened_on": pa.date32(), "case.quantity": pa.int64(), "case.value": pa.int64(),
    "order.placed_on": pa.date32(), "order.market": pa.string(), "order.channel": pa.string(), "item.sku": pa.string(), "item.price": pa.int64(),
}  # fmt: skip


def cancellations(most: int | None) -> list[dict[str, Any]]:
    """Each product cancellation that is matched to the sale that it undoes, as the facts of a change of mind."""
    reader = Reader()
    sold = {order.number: order for order in reader.orders(islice(read_rows(FILE), most))}
    found = []
    for past in reader.match():
        order = sold.get(past.invoice)
        if past.kind == "cancellation" and order is not None:
            row = past.row
            found.append({
                "id": f"{row.invoice}-{row.number}", "case.kind": "change_of_mind", "case.opened_on": row.at.date(), "case.quantity": -row.quantity,
                "case.value": total_of(row), "order.placed_on": order.placed_at.date(), "order.market": order.market, "order.channel": "online",
                "item.sku": row.code, "item.price": total_of(row) // -row.quantity,
            })  # fmt: skip
    return found


def replayed(rows: list[dict[str, Any]], folder: Path) -> tuple[dict[str, Any], Policy, Policy]:
    path = folder / "cancellations.parquet"
    pq.write_table(pa.table({name: pa.array([row[name] for row in rows], type) for name, type in COLUMNS.items()}), path)
    now, then = load_policy(FORTNIGHT), load_policy(MONTH)
    return replay_file(str(path), now=now, then=then), now, then


def by_hand(rows: list[dict[str, Any]], now: Policy, then: Policy) -> set[str]:
    changed = set()
    for row in rows:
        facts = nested(row, "GBP")
        sides = [side_of_decision(decide(facts, policy, on=day_of(row))) for policy in (then, now)]
        if changes_of(*sides):
            changed.add(row["id"])
    return changed


def test_a_shorter_window_over_a_winters_cancellations(tmp_path: Path) -> None:
    rows = cancellations(60_000)
    found, now, then = replayed(rows, tmp_path)
    assert found["lines"] == len(rows) == 504
    assert found["compared"] == "decision" and {row["line"] for row in found["changed_lines"]} == by_hand(rows, now, then)
    assert (found["changed"], found["cost"]) == (
        62,
        {"then": "656.42", "now": "656.42", "difference": "0.00"},
    )  # the law levels the windows


@pytest.mark.wide
def test_a_shorter_window_over_all_cancellations(tmp_path: Path) -> None:
    rows = cancellations(None)
    found, now, then = replayed(rows, tmp_path)
    assert found["lines"] == len(rows) == 7_499
    assert set(pq.read_table(found["written"])["line"].to_pylist()) == by_hand(rows, now, then)
    assert (found["changed"], found["cost"]) == (1_309, {"then": "18261.12", "now": "18261.12", "difference": "0.00"})
