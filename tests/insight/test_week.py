"""The Monday line counts what was booked."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.week import last_week
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_refund import record_refund
from makegood.web.follow import follow
from tests.cast import LAMP, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_last_week_is_monday_to_sunday_and_only_what_was_paid() -> None:
    from makegood.apps.carriage import queries as carriage

    wednesday = MONDAY - timedelta(days=5)
    shop = make_shop("home", wednesday)
    orders = [sell(shop, wednesday, LAMP, number=number) for number in ("1", "2")]
    for order in orders:
        line = line_of(shop, order)
        case = open_return(
            merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=wednesday
        )
        follow(merchant_id=shop.id, case_id=case.id, now=wednesday, choices={line.public_id: "refund"})
        with unit(merchants=[shop.id]):
            parcel = carriage.parcels_of_case(case.id)[0]
        receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=SYSTEM, now=wednesday)
        follow(merchant_id=shop.id, case_id=case.id, now=wednesday)
    with unit(merchants=[shop.id]):
        first = settlement.pending_reimbursements()[0]
    record_refund(merchant_id=shop.id, reimbursement_id=first.public_id, outcome="posted", by=SYSTEM, now=wednesday)
    with unit(merchants=[shop.id]):
        week = last_week(now=MONDAY, zone="Europe/Berlin")
        assert (week.begins.isoformat(), week.cases, week.out, week.recovered) == ("2026-11-16", 2, {"EUR": 3900}, {})
        assert week.watch is None  # two cases say nothing about an item
        assert last_week(now=MONDAY + timedelta(days=7), zone="Europe/Berlin").cases == 0
