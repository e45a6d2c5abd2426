"""Providers that are connected are asked each night, over their interfaces; what goes wrong there is seen, and half a report is none."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from makegood.apps.reports import queries as reports
from makegood.apps.reports.ports import Movement, ReportPort
from makegood.apps.settlement.words import PROBLEMS
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.connectors.paypal.calls import forget_tokens
from makegood.connectors.paypal.report import PayPalReports
from makegood.connectors.stripe.report import StripeReports, movement_of
from makegood.insight.today import today
from makegood.interfaces.jobs import reports as jobs
from makegood.journeys.choose_provider import choose_provider
from tests.harness import paypal, stripe
from tests.harness.paypal import FakePayPal
from tests.harness.standin import standing
from tests.harness.stripe import FakeStripe
from tests.reconciliation.story import days, looked_at, refunded, stripe_shop

SHARED = Path(os.environ.get("MAKEGOOD_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "stripe"
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    with standing(FakeStripe()) as found:
        yield found


@pytest.fixture
def fake_paypal() -> Iterator[FakePayPal]:
    forget_tokens()
    with standing(FakePayPal()) as found:
        yield found


def port_of(fake: FakeStripe) -> StripeReports:
    return StripeReports(stripe.KEY, address=fake.address, timeout_s=2, pause_s=0)


def refund_at(fake: FakeStripe, number: int, at: datetime, amount: int = 2880) -> None:
    source = {
        "id": f"re_{number}", "object": "refund", "amount": amount, "currency": "eur", "charge": f"ch_{number}", "payment_intent": f"pi_{number}",
        "metadata": {"makegood_key": f"trf_{number}"},
    }  # fmt: skip
    fake.book("refund", -amount, int(at.timestamp()), source=source, payout="po_1")


def test_stripe_is_asked_for_refunds_and_for_all_that_a_payout_is_made_of(fake: FakeStripe) -> None:
    port: ReportPort = port_of(fake)
    for number in range(130):  # more than a page
        refund_at(fake, number, AT + timedelta(minutes=number))
    fake.book("charge", 500_000, int((AT - days(3)).timestamp()), source={"id": "ch_9", "object": "charge"}, payout="po_1", fee=900)
    fake.book("payout", -100_000, int(AT.timestamp()), source={"id": "po_1", "object": "payout"}, payout="po_1")
    refund_at(fake, 999, AT - days(40))
    found = port.fetch(AT - days(1), AT + days(1))
    assert found.problem == "" and len(found.movements) == 133
    by_kind = {kind: [one for one in found.movements if one.kind == kind] for kind in ("refund", "payout", "other")}
    assert [len(by_kind[kind]) for kind in ("refund", "payout", "other")] == [131, 1, 1]
    one = min(by_kind["refund"], key=lambda row: (row.at < AT - days(1), row.at))
    assert (one.refund, one.payments, one.key, one.amount_minor, one.payout) == ("re_0", ("pi_0", "ch_0"), "trf_0", -2880, "po_1")


def test_what_stripe_answers_wrongly_is_asked_again_and_then_no_report(fake: FakeStripe) -> None:
    refund_at(fake, 1, AT)
    port = port_of(fake)
    fake.mood("error_before", "reset_before", call="balance_transactions")
    assert len(port.fetch(AT - days(1), AT + days(1)).movements) == 1
    fake.mood("error_before", "error_before", "error_before", call="balance_transactions")
    assert port.fetch(AT - days(1), AT + days(1)).problem == "their_fault"
    fake.mood("garbage", "garbage", "garbage", call="balance_transactions")
    assert port.fetch(AT - days(1), AT + days(1)).problem == "unreadable"
    fake.may = {"refunds"}
    assert port.fetch(AT - days(1), AT + days(1)).problem == "not_allowed"
    assert {"their_fault", "unreadable", "not_allowed"} <= set(PROBLEMS)


@pytest.mark.skipif(not SHARED.exists(), reason="the published fixtures are not here (MAKEGOOD_SHARED)")
def test_the_stand_ins_balance_has_the_shape_of_the_published_fixture(fake: FakeStripe) -> None:
    published, refund = (json.loads((SHARED / f"{name}.json").read_text()) for name in ("balance_transaction", "refund"))
    refund_at(fake, 1, AT)
    (ours,) = fake.balance
    assert ours.keys() == published.keys()
    assert {
        name
        for name in published
        if None not in (published[name], ours[name]) and name != "source" and type(ours[name]) is not type(published[name])
    } == set()
    assert movement_of(published) == Movement(published["id"], "other", datetime.fromtimestamp(1234567890, UTC), 100, "USD", 100, "USD")
    of_refund = published | {"type": "refund", "reporting_category": "refund", "amount": -100, "source": refund}
    assert movement_of(of_refund) == Movement(
        published["id"],
        "refund",
        datetime.fromtimestamp(1234567890, UTC),
        -100,
        "USD",
        -100,
        "USD",
        refund=refund["id"],
        payments=(refund["charge"],),
    )


def test_paypal_is_asked_month_by_month_and_told_apart_by_its_codes(fake_paypal: FakePayPal) -> None:
    port: ReportPort = PayPalReports(paypal.KEY, address=fake_paypal.address, timeout_s=2, pause_s=0)
    fake_paypal.book(
        "T1107",
        "-28.80",
        "2026-10-05T10:00:00+0000",
        name="5TX1",
        about="9CA1",
        custom_field="trf_1",
        fee_amount={"currency_code": "EUR", "value": "0.35"},
    )
    fake_paypal.book("T0006", "81.90", "2026-11-05T10:00:00Z", name="5TX2", fee_amount={"currency_code": "EUR", "value": "-2.39"})
    fake_paypal.book("T0400", "-50.00", "2026-11-06T10:00:00Z", name="5TX3", transaction_status="P")
    found = {one.name: one for one in port.fetch(datetime(2026, 9, 1, tzinfo=UTC), AT).movements}
    assert {name: (one.kind, one.state, one.fee_minor) for name, one in found.items()} == {
        "5TX1": ("refund", "done", -35), "5TX2": ("other", "done", 239), "5TX3": ("payout", "pending", 0),
    }  # fmt: skip
    assert (found["5TX1"].payments, found["5TX1"].key, found["5TX1"].refund) == (("9CA1",), "trf_1", "5TX1")
    fake_paypal.mood("error_before", call="report")
    assert port.fetch(AT - days(1), AT).problem == ""
    fake_paypal.may_report = False
    assert port.fetch(AT - days(1), AT).problem == "not_allowed"


@pytest.mark.django_db
def test_a_night_takes_matches_and_the_next_one_asks_on_from_there(now: datetime, fake: FakeStripe) -> None:
    shop = stripe_shop(now, address=fake.address)
    one = refunded(shop, now, number="#1", ref="re_1")
    refund_at(fake, 1, now)
    assert jobs.fetch_all(now=now + days(1), port=port_of(fake)) == 0
    (line,) = looked_at(shop, now + days(1), month=now).sums
    assert (line.theirs, line.ours, line.differences) == (2880, 2880, ())
    with unit(merchants=[shop.id]):
        assert [match.subject for match in reports.newest_matches()] == [one.public_id]
        assert reports.asked_until("stripe") == now + days(1) - timedelta(minutes=5)
    jobs.fetch_all(now=now + days(2), port=port_of(fake))
    with unit(merchants=[shop.id]):
        newest, first = reports.recent_reports()
        assert (newest.since, newest.new, first.new) == (now + days(1) - timedelta(minutes=5) - jobs.OVERLAP, 0, 1)


@pytest.mark.django_db
def test_a_night_that_fails_stands_on_today_until_one_goes_well(now: datetime, fake: FakeStripe) -> None:
    shop = stripe_shop(now, address=fake.address)
    refunded(shop, now, number="#1", ref="re_1")
    fake.may = {"refunds"}
    assert jobs.fetch_all(now=now + days(1), port=port_of(fake)) == 1
    with unit(merchants=[shop.id]):
        chores = today(now=now + days(1)).chores
        assert [(chore.kind, chore.facts["problem"]) for chore in chores if chore.kind == "report_missed"] == [
            ("report_missed", "not_allowed")
        ]
        assert reports.providers_reported() == []
    fake.may = {"balance_transactions"}
    assert jobs.fetch_all(now=now + days(2), port=port_of(fake)) == 0
    with unit(merchants=[shop.id]):
        assert [chore for chore in today(now=now + days(2)).chores if chore.kind == "report_missed"] == []
    choose_provider(merchant_id=shop.id, party="manual", by=SYSTEM, now=now + days(2))
    assert jobs.fetch_all(now=now + days(3), port=port_of(fake)) == 0
