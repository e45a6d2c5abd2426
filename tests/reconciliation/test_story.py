"""A shop's month at Stripe, from the file to the last difference."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from makegood.apps.ledger.moved import fees_booked
from makegood.apps.reports import queries as reports
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.insight.today import today
from makegood.intake.report import read_report
from makegood.journeys.match_report import match_report, say_match
from makegood.journeys.record_elsewhere import record_elsewhere
from makegood.journeys.settle_difference import settle_difference
from makegood.journeys.take_report import take_report
from makegood.kernel.refusal import Refusal
from tests.cast import MUG, PASSWORD, STAFF, Shop, make_shop, sell
from tests.reconciliation.story import days, looked_at, refunded, stripe_file, stripe_line, stripe_shop

pytestmark = pytest.mark.django_db


def bring(shop: Shop, path: Path, now: datetime, **more: Any) -> Any:
    read = read_report(path, **more)
    report = take_report(
        merchant_id=shop.id, provider=read.provider, form=read.form, movements=read.movements, file_name=path.name, digest=read.digest,
        since=read.since, until=read.until, by=STAFF, now=now,
    )  # fmt: skip
    match_report(merchant_id=shop.id, report_id=report.public_id, by=STAFF, now=now)
    return report


def test_a_clean_report_lists_nothing_and_the_same_file_twice_is_the_same(now: datetime, tmp_path: Path) -> None:
    shop = stripe_shop(now)
    one = refunded(shop, now, number="#1", ref="re_1")
    path = stripe_file(
        tmp_path, stripe_line("txn_1", now, "-28.80", ref="re_1", fee="0.25"), stripe_line("txn_0", now, "81.90", kind="charge", ref="ch_1")
    )
    first, second = bring(shop, path, now + days(1)), bring(shop, path, now + days(1))
    assert (first.rows, first.new, second.rows, second.new) == (2, 2, 2, 0)
    found = looked_at(shop, now + days(1), month=now)
    assert [(line.provider, line.currency, line.theirs, line.ours, line.differences) for line in found.sums] == [
        ("stripe", "EUR", 2880, 2880, ())
    ]
    with unit(merchants=[shop.id]):
        (row,) = reports.refunds_between(now - days(1), now + days(1))
        assert fees_booked([row.public_id]) == {row.public_id: 25}
        assert [(match.subject, match.by) for match in reports.newest_matches()] == [(one.public_id, "ref")]


def test_a_report_that_says_something_else_later_adds_a_version_and_books_the_difference(now: datetime, tmp_path: Path) -> None:
    shop = stripe_shop(now)
    refunded(shop, now, number="#1", ref="re_1")
    bring(shop, stripe_file(tmp_path, stripe_line("txn_1", now, "-28.80", ref="re_1", fee="0.25", payout="po_1")), now + days(1))
    silent = stripe_line("txn_1", now, "-28.80", fee="0.40").replace("pi_12341", "")
    again = bring(shop, stripe_file(tmp_path, silent), now + days(2))
    assert again.new == 1
    with unit(merchants=[shop.id]):
        (row,) = reports.refunds_between(now - days(1), now + days(1))
        assert (row.version, row.fee_minor, row.refund, row.payout, row.payments) == (2, 40, "re_1", "po_1", ["pi_12341"])
        assert fees_booked([row.public_id]) == {row.public_id: 40}
    say_match(merchant_id=shop.id, row_id=row.public_id, subject="", by=STAFF, now=now + days(2))
    assert match_report(merchant_id=shop.id, by=STAFF, now=now + days(2)) == 0  # what a person said is not said again by a machine
    with unit(merchants=[shop.id]):
        assert fees_booked([row.public_id]) == {row.public_id: 0}
    assert {part.cause for part in looked_at(shop, now + days(2), month=now).differences} == {"unknown_refund", "on_its_way"}


def test_what_was_made_there_by_hand_is_asked_for_taken_in_and_then_known(now: datetime, tmp_path: Path) -> None:
    shop = stripe_shop(now)
    refunded(shop, now, number="#1", ref="re_1")
    order = sell(shop, now, MUG, number="#2", named="pi_5678")
    bring(
        shop,
        stripe_file(
            tmp_path, stripe_line("txn_1", now, "-28.80", ref="re_1"), stripe_line("txn_2", now, "-5.00", ref="re_hand", payment="pi_56781")
        ),
        now + days(1),
    )
    (part,) = looked_at(shop, now + days(1), month=now).open
    assert (part.cause, part.amount_minor, part.order.number, part.is_open) == ("unknown_refund", 500, "#2", True)
    with unit(merchants=[shop.id]):
        chores = [(one.kind, one.facts.get("count")) for one in today(now=now + days(1)).chores]
    assert ("differences_open", 1) in chores
    record_elsewhere(
        merchant_id=shop.id,
        order_id=order.id,
        amount_minor=500,
        on=now.date(),
        reason="A scratch",
        payment_id=part.payment.id,
        by=STAFF,
        now=now + days(1),
    )
    found = looked_at(shop, now + days(1), month=now)
    assert [(one.cause, one.amount_minor) for one in found.differences] == [("known_elsewhere", 500)] and found.open == []
    assert found.sums[0].difference == 500


def test_a_person_settles_a_difference_with_a_reason_and_it_stands_as_long_as_it_is_the_same(now: datetime, tmp_path: Path) -> None:
    shop = stripe_shop(now)
    refunded(shop, now, number="#1", ref="re_1")
    bring(shop, stripe_file(tmp_path, stripe_line("txn_1", now, "-28.00", ref="re_1")), now + days(1))
    (part,) = looked_at(shop, now + days(1), month=now).open
    assert (part.cause, part.amount_minor) == ("another_amount", -80)
    with pytest.raises(Refusal, match="reason"):
        settle_difference(merchant_id=shop.id, difference=part, reason=" ", by=STAFF, now=now)
    settle_difference(merchant_id=shop.id, difference=part, reason="The bank kept 80 cents", by=STAFF, now=now + days(1))
    found = looked_at(shop, now + days(1), month=now)
    assert found.open == [] and found.differences[0].word.reason == "The bank kept 80 cents" and found.sums[0].difference == -80
    settle_difference(merchant_id=shop.id, difference=part, reason="", settled=False, by=STAFF, now=now + days(1))
    assert len(looked_at(shop, now + days(1), month=now).open) == 1
    settle_difference(merchant_id=shop.id, difference=part, reason="Again", by=STAFF, now=now + days(1))
    bring(shop, stripe_file(tmp_path, stripe_line("txn_1", now, "-27.00", ref="re_1")), now + days(2))
    (part,) = looked_at(shop, now + days(2), month=now).open
    assert part.amount_minor == -180  # another one than that which was settled
    bring(shop, stripe_file(tmp_path, stripe_line("txn_1", now, "-28.80", ref="re_1")), now + days(3))
    assert looked_at(shop, now + days(3), month=now).differences == []  # the next report settled it


def test_a_refund_is_found_by_our_key_and_one_that_came_back_is_said(now: datetime, tmp_path: Path) -> None:
    shop = stripe_shop(now)
    one, other = refunded(shop, now, number="#1", ref="re_1"), refunded(shop, now, number="#2", ref="re_x", named="pi_5678")
    bring(
        shop,
        stripe_file(
            tmp_path, stripe_line("txn_1", now, "-28.80", ref="re_1"), stripe_line("txn_1f", now + days(1), "28.80", kind="refund_failure", ref="re_1"),
            stripe_line("txn_2", now, "-28.80", ref="re_other", key=other.key, payment=""),
        ),
        now + days(2),
    )  # fmt: skip
    with unit(merchants=[shop.id]):
        assert {(match.name, match.subject, match.by) for match in reports.newest_matches()} == {
            ("txn_1", one.public_id, "ref"), ("txn_1f", one.public_id, "ref"), ("txn_2", other.public_id, "key"),
        }  # fmt: skip
    assert [(part.cause, part.amount_minor) for part in looked_at(shop, now + days(2), month=now).differences] == [("came_back", -2880)]


def test_a_payout_that_is_not_its_lines_is_said(now: datetime, tmp_path: Path) -> None:
    shop = stripe_shop(now)
    refunded(shop, now, number="#1", ref="re_1")
    lines = [
        stripe_line("txn_0", now, "81.90", kind="charge", fee="1.40", payout="po_1"), stripe_line("txn_1", now, "-28.80", ref="re_1", payout="po_1"),
        stripe_line("txn_9", now, "-51.00", kind="payout", ref="po_1"), stripe_line("txn_8", now, "-4.00", kind="payout", ref="po_0"),
    ]  # fmt: skip
    bring(shop, stripe_file(tmp_path, *lines), now + days(1))
    (payouts,) = looked_at(shop, now + days(1), month=now).payouts
    assert (payouts.paid, payouts.lines, payouts.unknown, [one.amount_minor for one in payouts.differences]) == (5100, 5170, 1, [-70])


def test_reports_are_only_added_and_stay_in_their_shop(now: datetime, tmp_path: Path) -> None:
    shop, other = stripe_shop(now), make_shop("home", now)
    refunded(shop, now, number="#1", ref="re_1")
    bring(shop, stripe_file(tmp_path, stripe_line("txn_1", now, "-28.80", ref="re_1")), now + days(1))
    with unit(merchants=[other.id]):
        assert reports.providers_reported() == [] and reports.newest_matches() == []
    for table in ("reports_report", "reports_row", "reports_match"):
        with (
            unit(merchants=[shop.id]),
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")


def test_a_refund_by_hand_is_found_in_shopifys_table_by_its_order(now: datetime, tmp_path: Path) -> None:
    shop = make_shop("gifts", now)
    one = refunded(shop, now, number="#1", ref="paid there")
    path = tmp_path / "payouts.csv"
    path.write_text(
        "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,Presentment Currency,Currency,VAT\n"
        f"{now:%Y-%m-%d %H:%M:%S} +0000,refund,#1,visa,online,paid,2026-11-30,1,2026-11-30,-28.80,0.00,-28.80,#5,card,28.80,EUR,EUR,0.00\n"
        f"{now:%Y-%m-%d %H:%M:%S} +0000,charge,#9,visa,online,paid,2026-11-30,1,2026-11-30,28.80,1.00,27.80,#6,card,28.80,EUR,EUR,0.00\n"
    )
    bring(shop, path, now + days(1))
    bring(shop, path, now + days(1))
    with unit(merchants=[shop.id]):
        assert [(match.provider, match.subject, match.by) for match in reports.newest_matches()] == [("shopify", one.public_id, "payment")]
    (line,) = looked_at(shop, now + days(1), month=now).sums
    assert (line.provider, line.theirs, line.ours) == ("shopify", 2880, 2880)


def test_a_report_from_tomorrow_and_one_without_anything_are_refused(now: datetime, tmp_path: Path) -> None:
    shop = stripe_shop(now)
    for lines, at, code in (([stripe_line("txn_1", now + days(2), "-1.00")], now, "report_ahead"), ([], now, "report_empty")):
        with pytest.raises(Refusal) as found:
            bring(shop, stripe_file(tmp_path, *lines), at)
        assert found.value.code == code
    with unit(merchants=[shop.id]):
        assert reports.recent_reports() == []


def test_a_person_says_which_payment_a_line_is_and_takes_it_back(now: datetime, tmp_path: Path, settings: Any, client: Client) -> None:
    later = now + days(10)
    settings.MAKEGOOD_NOW = later.isoformat()
    shop = stripe_shop(now)
    refunded(shop, now, number="#1", ref="re_1")
    covering = stripe_line("txn_9", now + days(9), "9.00", kind="charge", ref="ch_9")
    bring(shop, stripe_file(tmp_path, stripe_line("txn_1", now, "-28.00", ref="re_other", payment=""), covering), later)
    unknown, missing = looked_at(shop, later, month=now).open
    assert {(one.cause, one.amount_minor) for one in (unknown, missing)} == {("unknown_refund", 2800), ("missing_there", -2880)}
    if unknown.cause != "unknown_refund":
        unknown, missing = missing, unknown
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    page = client.get("/desk/books/reconciliation/?month=2026-11").content.decode()
    assert "It is our payment of" in page and missing.ours is not None
    wanted = {
        "do": "match",
        "month": "2026-11",
        "key": unknown.key,
        "was": f"unknown_refund:{unknown.amount_minor}",
        "subject": missing.ours.subject,
    }
    assert client.post("/desk/books/reconciliation/", wanted | {"subject": "trf_none"}).status_code == 404
    assert client.post("/desk/books/reconciliation/", wanted | {"was": "unknown_refund:1"}).status_code == 409
    assert client.post("/desk/books/reconciliation/", wanted).status_code == 302
    assert [(one.cause, one.amount_minor) for one in looked_at(shop, later, month=now).differences] == [("another_amount", -80)]
    page = client.get("/desk/books/reconciliation/?month=2026-11").content.decode()
    assert "Said by a person to be ours" in page
    assert (
        client.post("/desk/books/reconciliation/", {"do": "unmatch", "month": "2026-11", "row": unknown.rows[0].public_id}).status_code
        == 302
    )
    assert len(looked_at(shop, later, month=now).open) == 2
    match_report(merchant_id=shop.id, by=SYSTEM, now=later)
    assert len(looked_at(shop, later, month=now).open) == 2


def test_the_page_refuses_what_it_can_not_read_and_is_the_owners(now: datetime, tmp_path: Path, settings: Any, client: Client) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = stripe_shop(now)
    assert client.get("/desk/books/reconciliation/").status_code == 302
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    for data, status in (
        ({"do": "bring"}, 422),
        ({"do": "bring", "file": io.BytesIO(b"a,b\n1,2\n")}, 422),
        ({"do": "dance"}, 409),
        ({"do": "settle", "key": "x", "was": "y"}, 409),
    ):
        answer = client.post("/desk/books/reconciliation/", data)
        assert answer.status_code == status, data
    assert client.post("/desk/books/reconciliation/", {"do": "ask", "month": "2026-11"}).status_code == 302
    with unit(merchants=[shop.id]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'since', args->>'party' FROM procrastinate_jobs WHERE task_name = 'fetch_report' AND (args->>'merchant_id')::int = %s",
            [shop.id],
        )
        assert cursor.fetchall() == [("2026-11-01", "stripe")]
