"""Orders that are hard to find, presents, refunds made elsewhere, parcels, and two cases of one customer."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from makegood.apps.carriage import queries as carriage
from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.orders.digests import gift_code
from makegood.apps.orders.ports import ContactFacts, OrderFacts, PastFacts, PaymentFacts, ShipmentFacts
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.links import link_for, open_link, token_of
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.doubts import questions
from makegood.casefile.elsewhere import refunds_elsewhere
from makegood.insight.invariants import wrong_balls
from makegood.insight.search import search
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.change_email import change_email
from makegood.journeys.import_orders import import_orders
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_elsewhere import record_elsewhere, reverse_elsewhere
from makegood.journeys.record_refund import record_refund
from makegood.journeys.renew_link import renew_link
from makegood.journeys.send_again import send_again
from makegood.journeys.tell_same import tell_same
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow, follow_import
from tests.cast import KIM, LAMP, MUG, STAFF, Shop, make_shop

pytestmark = pytest.mark.django_db
HANNA = ContactFacts("Hanna Huber", "hanna@test.example", "+49 341 5550123", ("Lindenstr. 5", "04109 Leipzig"), "04109")


def facts_of(now: datetime, *lines: Any, number: str = "#1001", **more: Any) -> OrderFacts:
    """An order of Hanna's, paid in one go, delivered eight days ago; the same again for a second import."""
    total = sum(line.unit_price_minor * line.quantity for line in lines) + 390
    usual: dict[str, Any] = {
        "source": "manual", "source_id": number, "number": number, "placed_at": now - timedelta(days=14), "market": "DE", "currency": "EUR",
        "lines": lines, "shipping_minor": 390, "shipping_tax_rate": "0.19", "standard_shipping_minor": 390, "language": "en",
        "delivered_on": (now - timedelta(days=8)).date(), "shipped_on": (now - timedelta(days=11)).date(), "payment_method": "Visa 4242",
        "payments": (PaymentFacts(total, "EUR", "p1", "card", "Visa 4242", None, date(2026, 11, 6)),), "contact": HANNA,
        "disclosures": ("withdrawal_info", "return_cost_on_customer", "withdrawal_function", "guarantee_notice", "no_withdrawal_personalised"),
    }  # fmt: skip
    return OrderFacts(**usual | more)


def bring_in(shop: Shop, facts: OrderFacts, now: datetime) -> Any:
    counts = import_orders(merchant_id=shop.id, facts=[facts], by=SYSTEM, now=now)
    assert not counts.refused
    follow_import(merchant_id=shop.id, order_ids=counts.refunded, now=now)
    with unit(merchants=[shop.id]):
        return orders.orders_page(number=facts.number, limit=1)[0]


def ask_for(shop: Shop, order: Any, now: datetime, *, lines: list[int] = [0], units: int = 1, kind: str = "defective", **more: Any) -> Any:  # noqa: B006
    with unit(merchants=[shop.id]):
        sold = orders.lines_of(order.id)
    ask = Ask(tuple(AskedLine(sold[place].id, units, (kind,)) for place in lines))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now, **more)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    return case


def take(shop: Shop, case: Any, remedy: str, now: datetime) -> None:
    with unit(merchants=[shop.id]):
        lines = [line.id for line in returns.lines_of_case(case.id) if line.decision == "offered"]
    for line_id in lines:
        accept_offer(merchant_id=shop.id, line_id=line_id, remedy=remedy, by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)


def past(key: str, minor: int, at: datetime, line: str = "", units: int = 0) -> PastFacts:
    return PastFacts("refund", key, at, minor, 0, units, line)


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("1001", "number"), ("hanna@test.example", "email"), ("hanna@tset.example", "email"), ("hnana@test.example", "email"),
        ("Hanna+shop@TEST.example", "email"), ("hannna@test.example", "email"), ("Huber", "name"), ("Hubber Hanna", "name"), ("Hüber", "name"),
        ("04109", "postcode"), ("0341 / 555 01 23", "phone"), ("00340434161094021501", "tracking"), ("Hanna", "name"),
    ],
)  # fmt: skip
def test_staff_finds_the_order_by_what_the_customer_has_at_hand(typed: str, by: str, now: datetime) -> None:
    shop = make_shop("gifts", now)
    parcel = ShipmentFacts("s1", "DHL", "00340434161094021501", lines=(("L1", 1),))
    wanted = bring_in(shop, facts_of(now, MUG, shipments=(parcel,)), now)
    other = ContactFacts("Grace Miller", "grace@other.example", "", ("1 Main St",), "94110")
    bring_in(shop, facts_of(now, LAMP, number="#2002", contact=other), now)
    with unit(merchants=[shop.id]):
        found = search(typed)
    assert [one.order.id for one in found] == [wanted.id]
    assert found[0].by == by


def test_the_text_on_a_gift_finds_it_and_an_erased_name_finds_nothing(now: datetime) -> None:
    from makegood.apps.orders.models import OrderContact

    shop = make_shop("gifts", now)
    mug = replace(MUG, inputs=({"name": "Text", "value": "Oma Kunigunde"},))
    order = bring_in(shop, facts_of(now, mug), now)
    with unit(merchants=[shop.id]):
        assert search("Kunigunte")[0].by == "words"
        OrderContact.objects.filter(order_id=order.id).update(erased_at=now)  # as an erasure will: the digests alone must not find it
        assert search("Huber") == search("hanna@test.example") == search("04109") == []
        assert search("1001")[0].order.id == order.id


def test_no_shop_finds_anothers_orders(now: datetime) -> None:
    one, other = make_shop("gifts", now), make_shop("home", now)
    order = bring_in(one, facts_of(now, MUG, gift=True), now)
    with unit(merchants=[other.id]):
        for typed in ("1001", "hanna@test.example", "Huber", "04109", gift_code(order.public_id)):
            assert search(typed) == []
        assert orders.order_by_gift_code(gift_code(order.public_id)) is None
    with unit(merchants=[one.id]):
        assert orders.order_by_gift_code(gift_code(order.public_id).lower().replace("-", " ")) is not None


def test_a_wrong_address_is_put_right_and_nothing_goes_twice(now: datetime, drain_jobs: Any) -> None:
    shop = make_shop("gifts", now)
    wrong = replace(HANNA, email="hanna@gmial.com", postcode="")
    order = bring_in(shop, facts_of(now, MUG, contact=wrong), now)
    case = ask_for(shop, order, now)
    drain_jobs(now)
    with unit(merchants=[shop.id]):
        old = token_of(link_for(purpose="case", subject=case.public_id, now=now))
        sent = [one for one in notices.notices_of_case(case.id) if one.state == "sent"]
        assert sent and {one.to for one in sent} == {"hanna@gmial.com"}
        assert search("hanna@gmail.com")[0].order.id == order.id
    change_email(merchant_id=shop.id, order_id=order.id, email="hanna@gmail.com", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        assert orders.find_orders(number="1001", email="hanna@gmail.com") is not None
        assert orders.find_orders(number="1001", email="hanna@gmial.com") is None
        new = token_of(link_for(purpose="case", subject=case.public_id, now=now))
        noted = [line.body for line in returns.timeline_of(case.id)] + [str(wrong)]
        assert "gmial" not in str(noted[:-1])
    with pytest.raises(Refusal, match="This link has ended"):
        open_link(old, purpose="case", now=now)
    assert send_again(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now) == len(sent)
    with pytest.raises(Refusal, match="went to this address already"):
        send_again(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        again = [one for one in notices.notices_of_case(case.id) if one.again_id]
    assert all(one.to == "hanna@gmail.com" and old not in one.text and new in one.text for one in again)
    assert len(again) == len(sent)


def test_an_order_without_any_address_is_told_on_its_page_and_a_later_address_sends_what_waited(now: datetime, drain_jobs: Any) -> None:
    shop = make_shop("gifts", now)
    order = bring_in(shop, facts_of(now, MUG, contact=ContactFacts("Hanna Huber")), now)
    case = ask_for(shop, order, now)
    with unit(merchants=[shop.id]):
        assert orders.find_orders(number="1001", email="", postcode="") is None
        waiting = notices.notices_of_case(case.id)
        assert waiting and {one.state for one in waiting} == {"unsendable"}
        old = token_of(link_for(purpose="case", subject=case.public_id, now=now))
    change_email(merchant_id=shop.id, order_id=order.id, email="hanna@test.example", by=CUSTOMER, now=now, only_if_none=True)
    drain_jobs(now)
    drain_jobs(now)
    with unit(merchants=[shop.id]):
        assert {(one.state, one.to) for one in notices.notices_of_case(case.id)} == {("sent", "hanna@test.example")}
        assert len(notices.notices_of_case(case.id)) == len(waiting)
        assert token_of(link_for(purpose="case", subject=case.public_id, now=now)) == old  # nobody else held it
    with pytest.raises(Refusal) as refused:
        change_email(merchant_id=shop.id, order_id=order.id, email="thief@test.example", by=CUSTOMER, now=now, only_if_none=True)
    assert refused.value.code == "email_known"
    made = renew_link(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    with pytest.raises(Refusal, match="This link has ended"):
        open_link(old, purpose="case", now=now)
    assert made.endswith("/") and "/case/" in made
    assert renew_link(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now, only_end=True) == ""


def test_money_for_a_present_goes_to_the_buyer_and_only_where_the_recipient_says_so(now: datetime) -> None:
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, LAMP, gift=True), now)
    case = ask_for(shop, order, now, opened_by="recipient", recipient_email="rosa@test.example")
    with unit(merchants=[shop.id]):
        line = returns.lines_of_case(case.id)[0]
        told = notices.notices_of_case(case.id)
        assert {one.to for one in told} == {"rosa@test.example"}
        assert not any("Hanna" in one.text or "39" in one.text.split("/s/")[0] for one in told)
    with pytest.raises(Refusal) as refused:
        accept_offer(merchant_id=shop.id, line_id=line.id, remedy="refund", by=CUSTOMER, now=now)
    assert refused.value.code == "buyer_decides"
    accept_offer(merchant_id=shop.id, line_id=line.id, remedy="refund", by=CUSTOMER, now=now, acts_for_buyer=True)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        assert [one for one in notices.notices_of_case(case.id) if one.audience == "buyer"] == []  # nothing spoils the present yet
        paid = settlement.reimbursements_of_case(case.id)
        parcels = carriage.parcels_of_case(case.id)
    if not paid:
        receive_parcel(merchant_id=shop.id, parcel_id=parcels[0].id, by=KIM, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        with unit(merchants=[shop.id]):
            paid = settlement.reimbursements_of_case(case.id)
    record_refund(merchant_id=shop.id, reimbursement_id=paid[0].public_id, outcome="posted", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        to_buyer = [one for one in notices.notices_of_case(case.id) if one.audience == "buyer"]
        to_recipient = [one for one in notices.notices_of_case(case.id) if one.audience == "customer"]
    assert [(one.kind, one.to) for one in to_buyer] == [("gift_refunded", "hanna@test.example")]
    assert "€39.00" in to_buyer[0].text and "/case/" not in to_buyer[0].text and "rosa" not in to_buyer[0].text
    assert not any("€" in one.text + one.subject or "Hanna" in one.text for one in to_recipient)


def test_a_refund_made_in_the_shop_lowers_what_is_offered_and_stops_what_was_taken(now: datetime) -> None:
    shop = make_shop("home", now)
    lamp = replace(LAMP, quantity=1)
    facts = facts_of(now, lamp)
    order = bring_in(shop, facts, now)
    case = ask_for(shop, order, now, kind="change_of_mind")
    with unit(merchants=[shop.id]):
        before = returns.latest_decisions(case.id)
        assert [one.record["offers"][0]["amount_minor"] for one in before.values()] == [4290]
    bring_in(shop, replace(facts, past=(past("r1-0", 500, now, "L1"),)), now + timedelta(hours=1))
    with unit(merchants=[shop.id]):
        after = returns.latest_decisions(case.id)
        assert [one.record["offers"][0]["amount_minor"] for one in after.values()] == [3790]
        assert "order.refunded_elsewhere" in [line.name for line in returns.timeline_of(case.id)]
        line = returns.lines_of_case(case.id)[0]
    accept_offer(merchant_id=shop.id, line_id=line.id, remedy="refund", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    bring_in(shop, replace(facts, past=(past("r1-0", 500, now, "L1"), past("r2-rest", 1000, now))), now + timedelta(hours=2))
    with unit(merchants=[shop.id]):
        line = returns.lines_of_case(case.id)[0]
        assert (line.decision, line.money) == ("needs_review", "due")
        stopped = [one.body for one in returns.timeline_of(case.id) if one.name == "settlement.stopped"]
        assert stopped[-1]["offered"] == 3790 and stopped[-1]["left"] == 2790
        assert broken_lines(returns.timeline_of(case.id)) == [] and wrong_balls() == []


def test_a_refund_that_names_no_line_lowers_what_all_of_it_is_worth_and_not_the_first_piece(now: datetime) -> None:
    shop = make_shop("home", now)
    facts = facts_of(now, LAMP)
    order = bring_in(shop, facts, now)
    bring_in(shop, replace(facts, past=(past("r1-rest", 500, now),)), now + timedelta(hours=1))
    one = ask_for(shop, order, now, kind="change_of_mind")
    with unit(merchants=[shop.id]):
        assert next(iter(returns.latest_decisions(one.id).values())).record["offers"][0]["amount_minor"] == 3900
    take(shop, one, "refund", now)
    other = bring_in(shop, facts_of(now, LAMP, number="#1002"), now)
    bring_in(shop, replace(facts_of(now, LAMP, number="#1002"), past=(past("r2-rest", 500, now),)), now + timedelta(hours=1))
    both = ask_for(shop, other, now, units=2, kind="change_of_mind")
    with unit(merchants=[shop.id]):
        assert next(iter(returns.latest_decisions(both.id).values())).record["offers"][0]["amount_minor"] == 8190 - 500


def pending_case(shop: Shop, now: datetime, facts: OrderFacts) -> tuple[Any, Any, Any]:
    """(order, case, its pending payment of 39.00)."""
    order = bring_in(shop, facts, now)
    case = ask_for(shop, order, now, kind="damaged_in_transit")
    take(shop, case, "refund", now)
    with unit(merchants=[shop.id]):
        parcels, paid = carriage.parcels_of_case(case.id), settlement.reimbursements_of_case(case.id)
    if parcels and not paid:
        receive_parcel(merchant_id=shop.id, parcel_id=parcels[0].id, by=KIM, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        with unit(merchants=[shop.id]):
            paid = settlement.reimbursements_of_case(case.id)
    assert [one.state for one in paid] == ["pending"]
    return order, case, paid[0]


@pytest.mark.parametrize(("minor", "same", "states"), [
    (3900, True, {"posted": 3900}), (1000, True, {"voided": 3900, "pending": 2900}), (1000, False, {"pending": 3900}),
])  # fmt: skip
def test_the_same_money_is_not_paid_twice_whatever_a_person_says(minor: int, same: bool, states: dict[str, int], now: datetime) -> None:
    shop = make_shop("home", now)
    facts = facts_of(now, LAMP)
    order, case, ours = pending_case(shop, now, facts)
    later = now + timedelta(hours=1)
    bring_in(shop, replace(facts, past=(past("r1-rest", minor, later),)), later)
    with pytest.raises(Refusal) as refused:
        record_refund(merchant_id=shop.id, reimbursement_id=ours.public_id, outcome="posted", by=STAFF, now=later)
    assert refused.value.code == "same_refund_open"
    moved = tell_same(merchant_id=shop.id, order_id=order.id, past="manual:r1", other=ours.public_id, same=same, by=STAFF, now=later)
    assert moved == case.id
    follow(merchant_id=shop.id, case_id=case.id, now=later)
    with unit(merchants=[shop.id]):
        assert {one.state: one.amount_minor for one in settlement.reimbursements_of_case(case.id)} == states
        assert questions(order.id, settlement.reimbursements_of_order(order.id)) == []
        payable = books.balances(case.id)[("customer:refund_payable", "EUR")]
        assert payable[0] + payable[1] == 0
        assert wrong_balls() == []
    with pytest.raises(Refusal, match="answered this already"):
        tell_same(merchant_id=shop.id, order_id=order.id, past="manual:r1", other=ours.public_id, same=same, by=STAFF, now=later)


def test_our_own_payment_that_comes_back_with_the_next_import_counts_once(now: datetime) -> None:
    shop = make_shop("home", now)
    facts = facts_of(now, LAMP)
    order, case, ours = pending_case(shop, now, facts)
    record_refund(merchant_id=shop.id, reimbursement_id=ours.public_id, outcome="posted", by=STAFF, now=now)
    bring_in(shop, replace(facts, past=(past("r1-0", 3900, now + timedelta(hours=3), "L1", 1),)), now + timedelta(days=1))
    with unit(merchants=[shop.id]):
        assert [one.left_minor for one in refunds_elsewhere(order.id)] == [0]
    second = ask_for(shop, order, now + timedelta(days=1), kind="damaged_in_transit")
    with unit(merchants=[shop.id]):
        offers = next(iter(returns.latest_decisions(second.id).values())).record["offers"]
    assert next(one for one in offers if one["remedy"] == "refund")["amount_minor"] >= 3900


def test_what_staff_records_by_hand_meets_the_import_and_can_be_taken_back(now: datetime) -> None:
    shop = make_shop("home", now)
    facts = facts_of(now, LAMP)
    order = bring_in(shop, facts, now)

    def record(minor: int, **more: Any) -> Any:
        return record_elsewhere(
            merchant_id=shop.id, order_id=order.id, amount_minor=minor, on=now.date(), reason="scratch", by=STAFF, now=now, **more
        )[0]

    first = record(500)
    with pytest.raises(Refusal) as refused:
        record(500)
    assert refused.value.code == "already_known"
    second = record(500, is_another=True)
    reverse_elsewhere(merchant_id=shop.id, past_id=second.id, reason="typed twice", by=STAFF, now=now)
    with pytest.raises(Refusal) as refused:
        record(9000)
    assert refused.value.code == "amount_exceeds_left"
    bring_in(shop, replace(facts, past=(past("r1-rest", 500, now),)), now + timedelta(hours=1))
    with unit(merchants=[shop.id]):
        known = refunds_elsewhere(order.id)
        assert sorted(one.left_minor for one in known) == [0, 0]
        from makegood.casefile.elsewhere import counted_past

        assert sum(one.amount_minor for one in counted_past(order.id)) == 500
    with pytest.raises(Refusal) as refused:
        reverse_elsewhere(merchant_id=shop.id, past_id=first.id, reason="x", by=STAFF, now=now)
    assert refused.value.code == "already_matched"
