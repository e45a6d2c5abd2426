"""The numbers of docs/guarantees/money.md, reckoned by the code."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from makegood.apps.ledger import queries as books
from makegood.apps.reports import queries as reports
from makegood.base.unit import unit
from makegood.journeys.match_report import say_match
from makegood.kernel.money import minor_from_text
from tests.cast import STAFF
from tests.reconciliation.story import days, looked_at, refunded, stripe_file, stripe_line, stripe_shop
from tests.reconciliation.test_story import bring

pytestmark = pytest.mark.django_db
MONEY = Path(__file__).resolve().parents[2] / "docs" / "guarantees" / "money.md"


def written() -> list[list[str]]:
    """The table's rows below its head, cell by cell."""
    part = MONEY.read_text().split("## A provider's report")[1].split("\n## ")[0].replace("−", "-")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return rows[2:]


def minor(text: str) -> int:
    return 0 if text == "–" else minor_from_text(text.removeprefix("+"), "EUR")


def test_the_report_of_the_docs_is_the_reports_of_the_code(tmp_path: Path) -> None:
    rows, last = written(), datetime.fromisoformat("2026-11-30T20:00:00+00:00")
    mug, less, hand, late, together = rows
    at = last - days(10)
    shop = stripe_shop(at)
    refunded(shop, at, number="#1", ref="re_1")
    refunded(shop, at, number="#2", ref="re_2", named="pi_5678")
    refunded(shop, last, number="#3", ref="re_3", named="pi_9012")
    fee = re.search(r"its fee is (\d\.\d\d)", mug[0])
    assert fee is not None
    lines = [
        stripe_line("txn_1", at, f"-{mug[1]}", ref="re_1", fee=fee[1]), stripe_line("txn_2", at, f"-{less[1]}", ref="re_2", payment="pi_56781"),
        stripe_line("txn_3", at, f"-{hand[1]}", ref="re_hand", payment=""), stripe_line("txn_4", last + days(1), "-28.80", ref="re_3", payment="pi_90121"),
    ]  # fmt: skip
    now = last + days(2)
    bring(shop, stripe_file(tmp_path, *lines), now)
    (line,) = looked_at(shop, now, month=at).sums
    assert (line.theirs, line.ours, line.difference) == tuple(minor(cell) for cell in together[1:4])
    assert {(one.cause, one.amount_minor) for one in line.differences} == {
        ("another_amount", minor(less[3])), ("unknown_refund", minor(hand[3])), ("another_month", minor(late[3])),
    }  # fmt: skip
    for row in rows:
        assert minor(row[1]) - minor(row[2]) == minor(row[3])

    def fees() -> int:
        with unit(merchants=[shop.id]):
            return sum(books.net_by_subject("refund_fee", "expense:fees", prefix="rpr_").values())

    text = MONEY.read_text().split("## A provider's report")[1].replace("−", "-")
    first, later, more = (
        re.search(pattern, text) for pattern in (r"expense:fees \+(\d\.\d\d)", r"says (\d\.\d\d) later", r"later, \+(\d\.\d\d) more")
    )
    assert first is not None and later is not None and more is not None and first[1] == fee[1]
    assert fees() == minor(first[1])
    bring(shop, stripe_file(tmp_path, lines[0].replace(f",{fee[1]},", f",{later[1]},")), now)
    assert fees() == minor(later[1]) == minor(first[1]) + minor(more[1])
    with unit(merchants=[shop.id]):
        (row,) = (one for one in reports.refunds_between(at - days(1), at + days(1)) if one.name == "txn_1")
    say_match(merchant_id=shop.id, row_id=row.public_id, subject="", by=STAFF, now=now)
    assert fees() == 0
