"""A provider's report against the books: every difference has a cause, and those that are listed explain the whole difference to the cent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.ledger.ports import ReportFacts
from makegood.apps.ledger.words import CAUSES
from makegood.base.unit import unit
from makegood.insight.books.reconcile import Booked, reconcile
from makegood.intake.refund_report import read_report
from makegood.journeys.explain_difference import explain_difference
from makegood.journeys.take_report import take_report
from makegood.kernel.refusal import Refusal
from tests.cast import PASSWORD, STAFF, make_shop

FIRST, LAST, TODAY = date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 20)
DAYS = st.dates(date(2026, 10, 25), date(2026, 12, 6))
MONEYS = st.sampled_from(("EUR", "USD"))


@dataclass(frozen=True)
class Row:
    name: str
    kind: str
    amount_minor: int
    currency: str
    on: date
    ref: str = ""
    fee_minor: int = 0
    payout: str = ""


@st.composite
def months(draw: st.DrawFn) -> tuple[list[Row], list[Booked]]:
    """Transfers of ours, each told of faithfully or with a fault; and rows of which we know nothing."""
    rows: list[Row] = []
    booked: list[Booked] = []
    for number in range(draw(st.integers(0, 8))):
        amount, money, on = draw(st.integers(1, 9999)), draw(MONEYS), draw(DAYS)
        told = draw(DAYS)
        fault = draw(st.sampled_from(("none", "none", "missing", "amount", "currency", "twice", "back", "unknown", "failed_here")))
        name = f"re_{number}"
        if fault != "unknown":
            booked.append(Booked(f"trf_{number}", 0 if fault == "failed_here" else amount, money, on, (name, f"key-{number}")))
        if fault == "missing":
            continue
        said = amount + draw(st.integers(1, 50)) if fault == "amount" else amount
        rows.append(Row(f"txn_{number}", "refund", said, "GBP" if fault == "currency" else money, told, name))
        if fault == "twice":
            rows.append(Row(f"txn_{number}b", "refund", said, money, draw(DAYS), name))
        if fault == "back":
            rows.append(Row(f"txn_{number}c", "came_back", said, money, draw(DAYS), name))
    return rows, booked


@settings(max_examples=400, deadline=None)
@given(months())
def test_what_is_listed_explains_the_whole_difference(made: tuple[list[Row], list[Booked]]) -> None:
    rows, booked = made
    found = reconcile(rows, booked, first=FIRST, last=LAST, today=TODAY)
    for money in {*found.there, *found.here, *(one.currency for one in found.differences)}:
        listed = sum(one.amount for one in found.differences if one.currency == money)
        assert found.there.get(money, 0) - found.here.get(money, 0) == listed
    assert all(one.cause in CAUSES for one in found.differences)


@given(st.lists(st.tuples(st.integers(1, 9999), MONEYS, st.dates(FIRST, LAST)), max_size=8))
def test_a_clean_report_lists_nothing(moved: list[tuple[int, str, date]]) -> None:
    rows = [Row(f"txn_{number}", "refund", amount, money, on, f"re_{number}") for number, (amount, money, on) in enumerate(moved)]
    booked = [Booked(f"trf_{number}", amount, money, on, (f"re_{number}",)) for number, (amount, money, on) in enumerate(moved)]
    found = reconcile(rows, booked, first=FIRST, last=LAST, today=TODAY)
    assert found.differences == [] and found.there == found.here and found.matched == len(moved)


MID = date(2026, 11, 10)
OURS = Booked("trf_1", 3900, "EUR", MID, ("re_1", "rmb_1-1"), "cas_1")


@pytest.mark.parametrize(
    ("rows", "cause", "amount"),
    [
        ([Row("t", "refund", 3900, "EUR", MID, "re_9")], "unknown_refund", 3900),
        ([], "missing_there", -3900),
        ([Row("t", "refund", 4000, "EUR", MID, "re_1")], "other_amount", 100),
        ([Row("t", "refund", 3900, "EUR", date(2026, 12, 1), "re_1")], "other_month", -3900),
        ([Row("t", "refund", 3900, "EUR", MID, "re_1"), Row("u", "refund", 3900, "EUR", MID, "re_1")], "twice_there", 3900),
        ([Row("t", "refund", 3900, "EUR", MID, "re_1"), Row("u", "came_back", 3900, "EUR", MID, "re_1")], "came_back", -3900),
        ([Row("t", "refund", 4200, "USD", MID, "re_1")], "other_currency", 4200),
    ],
)
def test_each_cause_is_told_apart(rows: list[Row], cause: str, amount: int) -> None:
    found = reconcile(rows, [OURS], first=FIRST, last=LAST, today=TODAY)
    assert (cause, amount) in [(one.cause, one.amount) for one in found.differences]


def test_what_left_days_ago_is_only_on_its_way_and_is_found_by_our_key_too() -> None:
    soon = reconcile([], [OURS], first=FIRST, last=LAST, today=MID + timedelta(days=3))
    assert [one.cause for one in soon.differences] == ["on_its_way"]
    by_key = reconcile([Row("t", "refund", 3900, "EUR", MID, "rmb_1-1")], [OURS], first=FIRST, last=LAST, today=TODAY)
    assert by_key.differences == [] and by_key.matched == 1


def test_a_payout_that_is_not_the_sum_of_its_rows_is_named() -> None:
    rows = [
        Row("c", "other", 10000, "EUR", MID, "", 300, "po_1"), Row("r", "refund", 3900, "EUR", MID, "re_1", 0, "po_1"),
        Row("p", "payout", -5800, "EUR", MID, "", 0, "po_1"),
    ]  # fmt: skip
    assert reconcile(rows, [OURS], first=FIRST, last=LAST, today=TODAY).differences == []
    short = [*rows[:2], Row("p", "payout", -5700, "EUR", MID, "", 0, "po_1")]
    (found,) = reconcile(short, [OURS], first=FIRST, last=LAST, today=TODAY).differences
    assert (found.cause, found.other, found.amount) == ("payout_sum", "5800", 0)


STRIPE = (
    b"balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,charge_id,payment_intent_id,automatic_payout_id\n"
    b"txn_1,2026-11-10 10:02:11,2026-11-12 00:00:00,eur,-39.00,0.00,-39.00,refund,re_1,ch_1,pi_1,po_1\n"
    b"txn_2,2026-11-11 10:02:11,2026-11-12 00:00:00,eur,60.00,1.15,58.85,charge,ch_2,ch_2,pi_2,po_1\n"
    b"txn_3,2026-11-12 10:02:11,2026-11-12 00:00:00,eur,39.00,0.00,39.00,refund_failure,re_1,ch_1,pi_1,po_1\n"
)
PAYPAL = (
    b'"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID","Reference Txn ID"\n'
    b'"13/11/2026","10:00:00","CET","","Payment Refund","Completed","EUR","-1,039.00","0.00","-1,039.00","9AB","8XY"\n'
    b'"14/11/2026","10:00:00","CET","","Website Payment","Pending","EUR","10.00","-0.50","9.50","9AC",""\n'
)


def test_reports_are_told_by_their_columns_and_read_in_their_own_units() -> None:
    stripe = read_report(STRIPE)
    assert stripe.provider == "stripe" and [(one.name, one.kind, one.amount_minor, one.ref, one.fee_minor) for one in stripe.facts] == [
        ("txn_1", "refund", 3900, "re_1", 0), ("txn_2", "other", 6000, "ch_2", 115), ("txn_3", "came_back", 3900, "re_1", 0),
    ]  # fmt: skip
    paypal = read_report(PAYPAL)
    assert paypal.provider == "paypal"
    assert [(one.name, one.kind, one.amount_minor, one.on, one.payment) for one in paypal.facts] == [
        ("9AB", "refund", 103_900, date(2026, 11, 13), "8XY")
    ]
    plain = read_report(b"name;kind;amount;currency;on;ref\nr1;refund;333;JPY;2026-11-10;x\n")
    assert plain.provider == "" and plain.facts == [ReportFacts("r1", "refund", 333, "JPY", date(2026, 11, 10), ref="x")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,2\n", "report_unknown"), (b"", "report_unknown"), (b"\xff\xfe\x00", "report_unreadable"), (STRIPE.replace(b"-39.00,0.00", b"much,0.00"), "report_unreadable"),
        (STRIPE.replace(b"2026-11-10 10:02:11", b"yesterday"), "report_unreadable"), (PAYPAL.replace(b"13/11", b"03/11").replace(b"14/11", b"04/11"), "dates_ambiguous"),
        (b"name,kind,amount,currency,on\nr,gift,1.00,EUR,2026-11-10\n", "report_unreadable"), (b"name,kind,amount,currency,on\nr,refund,1.00,XXQ,2026-11-10\n", "report_unreadable"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_report(content)
    assert refused.value.code == code and refused.value.remedy


@pytest.mark.django_db
def test_an_owner_brings_a_report_twice_reads_the_differences_and_says_why() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    desk = Client()
    assert desk.login(username=shop.owner, password=PASSWORD)
    page = "/desk/books/reconcile/?month=2026-11"

    def bring(content: bytes, **more: Any) -> Any:
        return desk.post(page, {"file": SimpleUploadedFile("r.csv", content), **more}, follow=True)

    assert "3 new rows of 3" in bring(STRIPE).content.decode()
    again = bring(STRIPE).content.decode()
    assert "0 new rows of 3" in again and "2 differences" in again and "A refund that we do not know" in again
    answer = desk.post(
        f"{page}&provider=stripe",
        {"do": "explain", "name": "txn_1", "cause": "unknown_refund", "reason": "Made by hand for a friend."},
        follow=True,
    )
    assert "Made by hand for a friend." in answer.content.decode()
    assert desk.post(f"{page}&provider=stripe", {"do": "explain", "name": "txn_3", "cause": "came_back", "reason": " "}).status_code == 422
    assert bring(b"a,b\n1,2\n").status_code == 422 and "of no report" in bring(b"a,b\n1,2\n").content.decode()
    assert bring(b"name,kind,amount,currency,on\nr1,refund,1.00,EUR,2026-11-10\n").status_code == 422
    assert bring(b"name,kind,amount,currency,on\nr1,refund,1.00,EUR,2026-11-10\n", provider="sandbox").status_code == 200


@pytest.mark.django_db
def test_another_shop_sees_nothing_of_it_and_rows_can_not_be_changed() -> None:
    now = datetime.now(UTC)
    shop, other = make_shop("home", now), make_shop("home", now)
    facts = read_report(STRIPE).facts
    assert take_report(merchant_id=shop.id, provider="stripe", facts=facts, by=STAFF, now=now).new == 3
    assert take_report(merchant_id=other.id, provider="stripe", facts=facts, by=STAFF, now=now).new == 3
    explain_difference(merchant_id=shop.id, provider="stripe", name="txn_1", cause="unknown_refund", reason="By hand.", by=STAFF, now=now)
    from makegood.apps.ledger import reports
    from makegood.apps.ledger.models import ReportLine

    with unit(merchants=[other.id]):
        assert reports.explained("stripe") == {} and len(reports.lines_between("stripe", FIRST, LAST)) == 3
    with pytest.raises(Exception, match="(?i)append|change|update"), unit(merchants=[shop.id]):
        ReportLine.objects.filter(provider="stripe").update(amount_minor=1)
