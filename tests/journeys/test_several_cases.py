"""One order in two parcels, and several cases of one customer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makegood.apps.carriage import queries as carriage
from makegood.apps.ledger import queries as books
from makegood.apps.orders.ports import ShipmentFacts
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER
from makegood.base.deadlines import open_deadlines
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.settling import share_of
from makegood.insight.invariants import wrong_balls
from makegood.insight.search import search
from makegood.journeys.link_cases import link_cases
from makegood.journeys.merge_cases import merge_cases
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_refund import record_refund
from makegood.journeys.split_parcel import split_parcel
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, MUG, STAFF, make_shop
from tests.journeys.test_orders_side import ask_for, bring_in, facts_of, pending_case, take

pytestmark = pytest.mark.django_db


def test_each_item_has_the_day_of_its_own_parcel_and_the_customer_the_day_of_the_last(now: datetime) -> None:
    shop = make_shop("home", now)
    mug = replace(MUG, source_id="L2")
    first, last = (now - timedelta(days=9)).date(), (now - timedelta(days=2)).date()
    parcels = (
        ShipmentFacts("s1", "DHL", "A1", "", first, first, (("L1", 2),)),
        ShipmentFacts("s2", "DHL", "A2", "", first, last, (("L2", 1),)),
    )
    order = bring_in(shop, facts_of(now, LAMP, mug, shipments=parcels, delivered_on=first), now)
    case = ask_for(shop, order, now, lines=[0, 1])
    with unit(merchants=[shop.id]):
        facts = [one.record["facts"] for one in returns.decisions_of(case.id)]
    assert [one["item"]["delivered_on"] for one in facts] == [first.isoformat(), last.isoformat()]
    assert {one["order"]["delivered_on"] for one in facts} == {last.isoformat()}
    half = (parcels[0], replace(parcels[1], delivered_on=None))
    order = bring_in(shop, facts_of(now, LAMP, mug, number="#1002", shipments=half, delivered_on=None), now)
    case = ask_for(shop, order, now, lines=[1], kind="not_delivered")
    with unit(merchants=[shop.id]):
        facts = [one.record["facts"] for one in returns.decisions_of(case.id)]
    assert "delivered_on" not in facts[0]["order"] and "delivered_on" not in facts[0]["item"]


def test_a_return_comes_back_in_two_parcels(now: datetime) -> None:
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, LAMP), now)
    case = ask_for(shop, order, now, units=2, kind="change_of_mind")
    take(shop, case, "refund", now)
    with unit(merchants=[shop.id]):
        first, line = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)[0]
    for units, code in (({line.id: 2}, "first_parcel_empty"), ({line.id: 3}, "count_exceeds_announced"), ({}, "nothing_asked")):
        with pytest.raises(Refusal) as refused:
            split_parcel(merchant_id=shop.id, parcel_id=first.id, units=units, by=CUSTOMER, now=now)
        assert refused.value.code == code
    second = split_parcel(merchant_id=shop.id, parcel_id=first.id, units={line.id: 1}, by=CUSTOMER, now=now)
    with unit(merchants=[shop.id]):
        lines = [one.id for one in returns.lines_of_case(case.id)]
        assert sorted(one.line_id for one in open_deadlines(case.id) if one.kind == "refund_due") == sorted(lines)
        offer = returns.choices_of(case.id)[line.id].offer
        assert (offer["amount_minor"], share_of(offer, 1), share_of(offer, 2)) == (8190, 3900, 8190)
    receive_parcel(merchant_id=shop.id, parcel_id=first.id, received=[ReceivedLine(line.id, right=1)], by=KIM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        assert sorted(one.reception for one in returns.lines_of_case(case.id)) == ["announced", "received"]
        assert len(settlement.reimbursements_of_case(case.id)) <= 1  # only what has come is paid
        assert returns.case_by_id(case.id).closed_at is None
    receive_parcel(merchant_id=shop.id, parcel_id=second.id, by=KIM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        assert {one.reception for one in returns.lines_of_case(case.id)} == {"received"}
        paid = settlement.reimbursements_of_case(case.id)
        assert sorted(one.amount_minor for one in paid) == [3900, 4290]  # the part that is settled first takes the delivery with it
        assert broken_lines(returns.timeline_of(case.id)) == [] and wrong_balls() == []


def test_two_cases_of_one_order_become_one_and_money_under_way_stays_right(now: datetime) -> None:
    shop = make_shop("home", now)
    order, case, ours = pending_case(shop, now, facts_of(now, LAMP))
    by_phone = ask_for(shop, order, now, kind="damaged_in_transit", opened_by="staff")
    merge_cases(merchant_id=shop.id, case_id=case.id, into_id=by_phone.id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        joined, standing = returns.case_by_id(case.id), returns.standing_case(case.public_id)
        assert (joined.closed_as, standing.id) == ("merged", by_phone.id)
        assert len(returns.lines_of_case(by_phone.id)) == 2 and returns.lines_of_case(case.id) == []
        assert returns.case_by_number(joined.number).id == case.id
        assert len(returns.latest_decisions(by_phone.id)) == 2
        for chain in (case.id, by_phone.id):
            assert broken_lines(returns.timeline_of(chain)) == []
        assert [line.name for line in returns.timeline_of(case.id)][-1] == "case.merged_into"
        assert "case.took_in" in [line.name for line in returns.timeline_of(by_phone.id)]
    record_refund(merchant_id=shop.id, reimbursement_id=ours.public_id, outcome="posted", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        balances = books.balances(by_phone.id, joined=(case.id,))
        assert balances[("provider:clearing", "EUR")] == (-3900, 0)
        assert wrong_balls() == []
        assert search(joined.number)[0].order.id == order.id
    for one, into, code in ((case.id, by_phone.id, "case_merged"), (by_phone.id, by_phone.id, "same_case")):
        with pytest.raises(Refusal) as refused:
            merge_cases(merchant_id=shop.id, case_id=one, into_id=into, by=STAFF, now=now)
        assert refused.value.code == code


def test_cases_of_two_orders_are_linked_and_never_merged(now: datetime) -> None:
    shop = make_shop("gifts", now)
    one = ask_for(shop, bring_in(shop, facts_of(now, MUG), now), now)
    gift_order = bring_in(shop, facts_of(now, MUG, replace(LAMP, source_id="L2"), number="#1002", gift=True), now)
    other = ask_for(shop, gift_order, now)
    theirs = ask_for(shop, gift_order, now, lines=[1], opened_by="recipient")
    for case, into, code in ((one, other, "not_same_order"), (theirs, other, "different_people")):
        with pytest.raises(Refusal) as refused:
            merge_cases(merchant_id=shop.id, case_id=case.id, into_id=into.id, by=STAFF, now=now)
        assert refused.value.code == code
    link_cases(merchant_id=shop.id, case_id=other.id, other_id=one.id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        assert [case.id for case in returns.linked_cases(one.id)] == [other.id]
        assert [case.id for case in returns.linked_cases(other.id)] == [one.id]
    with pytest.raises(Refusal, match="linked already"):
        link_cases(merchant_id=shop.id, case_id=one.id, other_id=other.id, by=STAFF, now=now)
    link_cases(merchant_id=shop.id, case_id=one.id, other_id=other.id, by=STAFF, now=now, end=True)
    with unit(merchants=[shop.id]):
        assert returns.linked_cases(one.id) == []


def test_the_days_of_a_merged_case_are_the_first_word_s(now: datetime) -> None:
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, LAMP), now)
    early = ask_for(shop, order, now, kind="damaged_in_transit")
    late = ask_for(shop, order, now + timedelta(days=3), kind="damaged_in_transit")
    into = merge_cases(merchant_id=shop.id, case_id=early.id, into_id=late.id, by=STAFF, now=now + timedelta(days=3))
    assert into.notified_on == datetime.astimezone(now, UTC).date()
