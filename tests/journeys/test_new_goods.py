"""New goods in place of those that were not right: an order of their own, to the shop or its supplier, at no price or at the difference."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM, Actor
from makegood.base.deadlines import open_deadlines
from makegood.base.unit import all_merchant_ids, unit
from makegood.casefile.new_goods import Goods, as_said
from makegood.insight.invariants import lost_cases, wrong_balls, wrong_differences, wrong_replacements
from makegood.interfaces.jobs.sweeps import sweep_deadlines
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.change_offer import change_offer
from makegood.journeys.drop_case import drop_case
from makegood.journeys.place_replacement import place_replacement
from makegood.journeys.record_difference import record_difference
from makegood.journeys.record_remake import Said, record_remake
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import LAMP, MUG, STAFF, make_shop
from tests.journeys.test_corrections import start, state

pytestmark = pytest.mark.django_db

MAKER = Actor("supplier", "shenzhen")
SHADE = Goods("Lamp L-3, brass", 5900, "L-3", "https://pay.test.example/x")
OWN_MUG = replace(MUG, supplier="")


def orders_of(shop: Any, case: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        return replacements.replacements_of_case(case.id)


def differences_of(shop: Any, case: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        return replacements.differences_of_case(case.id)


def letters(shop: Any, case: Any) -> list[tuple[str, str]]:
    with unit(merchants=[shop.id]):
        return [(one.kind, one.audience) for one in notices.notices_of_case(case.id)]


def holds(now: datetime) -> None:
    with unit(merchants=all_merchant_ids()):
        assert wrong_balls() == [] and wrong_differences() == [] and wrong_replacements() == [] and lost_cases(now=now) == []


def balance(shop: Any, account: str) -> int:
    with unit(merchants=[shop.id]):
        return books.balances().get((account, "EUR"), (0, 0))[0]


def nothing_back(shop: Any, now: datetime) -> Any:
    """A case of goods that are replaced and kept."""
    return start(shop, now, kind="damaged_in_transit", remedy="replacement")


def exchange(shop: Any, case: Any, now: datetime, goods: Goods = SHADE) -> None:
    _, (line,) = state(shop, case)
    change_offer(merchant_id=shop.id, line_id=line.id, remedy="exchange", amount_minor=None, note="", goods=goods, by=STAFF, now=now)
    accept_offer(merchant_id=shop.id, line_id=line.id, remedy="exchange", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)


def test_the_shop_s_own_workshop_has_an_order_until_it_arrives(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = start(shop, now, kind="customization_error", remedy="remake", line=OWN_MUG)
    (order,) = orders_of(shop, case)
    assert (order.party, order.state, order.title, order.quantity, order.agreement_id) == ("shop", "drafted", "Engraved mug", 1, None)
    fresh, (line,) = state(shop, case)
    assert (fresh.ball_owner, fresh.ball_step) == ("shop", "start_remake")
    with pytest.raises(Refusal, match="by the shop itself"):
        place_replacement(merchant_id=shop.id, replacement_id=order.public_id, by=STAFF, now=now)
    for to, stands in (("in_production", "accepted"), ("shipped", "sent"), ("delivered", "delivered")):
        record_remake(merchant_id=shop.id, line_id=line.id, to=to, by=STAFF, now=now, said=Said(tracking="JJD1" if to == "shipped" else ""))
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        assert orders_of(shop, case)[0].state == stands
        holds(now)
    assert state(shop, case)[0].closed_at is not None and len(orders_of(shop, case)) == 1


def test_a_supplier_is_asked_and_says_the_day_and_that_it_left(now: datetime) -> None:
    shop = make_shop("home", now)
    case = nothing_back(shop, now)
    (order,) = orders_of(shop, case)
    assert (order.party, order.state, order.agreement.code) == ("supplier", "drafted", "maker")
    _, address = place_replacement(merchant_id=shop.id, replacement_id=order.public_id, by=STAFF, now=now)
    assert "/supplier/order/" in address and ("replacement_asked", "supplier") in letters(shop, case)
    fresh, (line,) = state(shop, case)
    assert (fresh.ball_owner, fresh.ball_step, fresh.ball_due_at) == ("supplier", "take_order", now + timedelta(days=3))
    day = now.date() + timedelta(days=4)
    record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=MAKER, now=now, said=Said(ready_on=day))
    assert orders_of(shop, case)[0].ready_on == day and state(shop, case)[0].ball_step == "make"
    with pytest.raises(Refusal, match="can't be"):
        record_remake(
            merchant_id=shop.id, line_id=line.id, to="in_production", by=MAKER, now=now, said=Said(ready_on=now.date() - timedelta(days=1))
        )
    later = day + timedelta(days=3)
    record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=MAKER, now=now, said=Said(ready_on=later))
    with unit(merchants=[shop.id]):
        assert [one.due_at.date() for one in open_deadlines(case.id) if one.kind == "remake_ship_by"] == [later]
    record_remake(merchant_id=shop.id, line_id=line.id, to="shipped", by=MAKER, now=now, said=Said(tracking="LX123"))
    (order,) = orders_of(shop, case)
    assert (order.state, order.tracking) == ("sent", "LX123")
    with pytest.raises(Refusal):
        record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=MAKER, now=now)
    holds(now)


def test_where_it_leaves_later_than_promised_the_customer_hears_the_new_day_at_once(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, remedy="replacement")
    _, (line,) = state(shop, case)
    with unit(merchants=[shop.id]):
        offer = returns.choices_of(case.id)[line.id].offer
    late = date.fromisoformat(offer["ready_on"]) + timedelta(days=5)
    record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=STAFF, now=now, said=Said(ready_on=late))
    assert as_said(offer, late)["eta_until"] == (date.fromisoformat(offer["eta_until"]) + timedelta(days=5)).isoformat()
    assert as_said(offer, date(2026, 1, 1)) == offer == as_said(offer, None)
    with unit(merchants=[shop.id]):
        arrives = [one for one in open_deadlines(case.id) if one.kind == "remake_deliver_by"]
        letter = next(one for one in notices.notices_of_case(case.id) if one.kind == "remake_started")
    assert len(arrives) == 1 and arrives[0].told_on is not None and "later than" in letter.text
    record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=STAFF, now=now, said=Said(ready_on=late))
    assert [kind for kind, _ in letters(shop, case)].count("remake_started") == 1  # the same day again is no news
    holds(now)


def test_an_agreement_that_says_so_is_asked_without_a_person(now: datetime) -> None:
    shop = make_shop("home", now)
    set_term(shop, new_orders="mail")
    case = nothing_back(shop, now)
    assert orders_of(shop, case)[0].state == "placed" and state(shop, case)[0].ball_owner == "supplier"
    holds(now)


def set_term(shop: Any, **terms: Any) -> None:
    from makegood.apps.suppliers.models import Agreement

    with unit(merchants=[shop.id], by=SYSTEM):
        agreement = Agreement.objects.get(code="maker")
        agreement.terms |= terms
        agreement.save(update_fields=["terms"])


def test_a_supplier_who_stays_silent_is_asked_again_then_the_shop_takes_it_up(now: datetime) -> None:
    shop = make_shop("home", now)
    case = nothing_back(shop, now)
    place_replacement(merchant_id=shop.id, replacement_id=orders_of(shop, case)[0].public_id, by=STAFF, now=now)
    seen = []
    for days in (4, 20, 40, 60):
        sweep_deadlines(now=now + timedelta(days=days))
        fresh, _ = state(shop, case)
        seen.append((fresh.ball_owner, fresh.ball_step))
        assert fresh.ball_due_at is not None
    assert seen[0] == ("supplier", "take_order") and seen[-1] == ("shop", "chase_remake")
    assert ("replacement_again", "supplier") in letters(shop, case) and ("promise_late", "customer") in letters(shop, case)


def test_a_supplier_who_can_t_says_why_and_it_is_ordered_again(now: datetime) -> None:
    shop = make_shop("home", now)
    case = nothing_back(shop, now)
    place_replacement(merchant_id=shop.id, replacement_id=orders_of(shop, case)[0].public_id, by=STAFF, now=now)
    _, (line,) = state(shop, case)
    with pytest.raises(Refusal, match="needs a reason"):
        record_remake(merchant_id=shop.id, line_id=line.id, to="failed", by=MAKER, now=now)
    record_remake(merchant_id=shop.id, line_id=line.id, to="failed", by=MAKER, now=now, said=Said(reason="not_in_stock"))
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    fresh, (line,) = state(shop, case)
    assert (fresh.ball_owner, fresh.ball_step, line.remake) == ("shop", "redo_remake", "failed")
    record_remake(merchant_id=shop.id, line_id=line.id, to="approved", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    assert [one.state for one in orders_of(shop, case)] == ["refused", "drafted"]
    holds(now)


def test_money_instead_calls_the_order_off_and_the_supplier_hears_of_it(now: datetime) -> None:
    shop = make_shop("home", now)
    case = nothing_back(shop, now)
    place_replacement(merchant_id=shop.id, replacement_id=orders_of(shop, case)[0].public_id, by=STAFF, now=now)
    _, (line,) = state(shop, case)
    change_offer(merchant_id=shop.id, line_id=line.id, remedy="partial_refund", amount_minor=500, note="", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    assert orders_of(shop, case)[0].state == "placed"  # an offer alone takes nothing back
    accept_offer(merchant_id=shop.id, line_id=line.id, remedy="refund", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    fresh, (line,) = state(shop, case)
    assert orders_of(shop, case)[0].state == "voided" and line.remake == "none" and fresh.ball_step != "start_remake"
    assert ("replacement_called_off", "supplier") in letters(shop, case)
    with unit(merchants=[shop.id]):
        assert not [one for one in open_deadlines(case.id) if one.kind in ("order_answer_by", "remake_deliver_by")]
    with pytest.raises(Refusal, match="called off"):
        record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=MAKER, now=now)
    holds(now)


def test_other_goods_in_place_of_those_that_are_being_made_begin_anew_and_the_same_goods_go_on(now: datetime) -> None:
    shop = make_shop("home", now)
    case = nothing_back(shop, now)
    _, (line,) = state(shop, case)
    record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=STAFF, now=now, said=Said(ready_on=now.date()))
    change_offer(merchant_id=shop.id, line_id=line.id, remedy="replacement", amount_minor=None, note="", by=STAFF, now=now)
    accept_offer(merchant_id=shop.id, line_id=line.id, remedy="replacement", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    assert [(one.state, one.ready_on) for one in orders_of(shop, case)] == [("accepted", now.date())]
    exchange(shop, case, now, Goods("Lamp L-1", 3900))
    assert [(one.state, one.title) for one in orders_of(shop, case)] == [("voided", "Lamp L-2"), ("drafted", "Lamp L-1")]
    assert state(shop, case)[1][0].remake == "approved"
    holds(now)


def test_dearer_goods_are_ordered_once_the_difference_is_paid_and_the_books_know_whose_it_is(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, remedy="")
    exchange(shop, case, now)
    (difference,) = differences_of(shop, case)
    assert (difference.state, difference.amount_minor, orders_of(shop, case)) == ("asked", 2000, [])
    fresh, (line,) = state(shop, case)
    assert (fresh.ball_owner, fresh.ball_step) == ("customer", "pay_difference") and ("difference_asked", "customer") in letters(shop, case)
    with pytest.raises(Refusal, match="found again"):
        record_difference(merchant_id=shop.id, difference_id=difference.public_id, what="paid", reference=" ", by=STAFF, now=now)
    record_difference(merchant_id=shop.id, difference_id=difference.public_id, what="paid", reference="INV-7", by=STAFF, now=now)
    with pytest.raises(Refusal):  # two who press at once: one payment
        record_difference(merchant_id=shop.id, difference_id=difference.public_id, what="paid", reference="INV-7", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    (order,) = orders_of(shop, case)
    assert (order.title, order.sku, order.other_goods, order.state) == ("Lamp L-3, brass", "L-3", True, "drafted")
    assert balance(shop, "customer:exchange_advance") == -2000 and balance(shop, "provider:clearing") == 2000
    record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=STAFF, now=now)
    record_remake(merchant_id=shop.id, line_id=line.id, to="shipped", by=STAFF, now=now)
    assert balance(shop, "customer:exchange_advance") == 0 and balance(shop, "income:exchange") == -2000
    assert differences_of(shop, case)[0].state == "earned"
    holds(now)


def test_a_difference_that_was_paid_in_vain_goes_back_before_the_case_can_close(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, kind="change_of_mind", remedy="")
    exchange(shop, case, now)
    record_difference(
        merchant_id=shop.id, difference_id=differences_of(shop, case)[0].public_id, what="paid", reference="INV-7", by=STAFF, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    fresh, _ = state(shop, case)
    (difference,) = differences_of(shop, case)
    assert (difference.state, fresh.closed_at, fresh.ball_owner, fresh.ball_step) == ("back_due", None, "shop", "return_difference")
    assert fresh.ball_due_at is not None and ("difference_back", "customer") in letters(shop, case)
    assert orders_of(shop, case)[0].state == "voided"
    holds(now)
    record_difference(merchant_id=shop.id, difference_id=difference.public_id, what="paid_back", reference="BACK-1", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    assert (
        state(shop, case)[0].closed_at is not None
        and balance(shop, "customer:exchange_advance") == 0
        and balance(shop, "provider:clearing") == 0
    )
    assert ("difference_returned", "customer") in letters(shop, case)
    holds(now)


def test_a_difference_nobody_pays_is_asked_for_again_and_then_stands_before_the_shop(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, remedy="")
    exchange(shop, case, now)
    seen = []
    for days in (16, 31, 46, 61):
        sweep_deadlines(now=now + timedelta(days=days))
        fresh, _ = state(shop, case)
        seen.append((fresh.ball_owner, fresh.ball_step))
    assert seen[0] == ("customer", "pay_difference") and seen[-1] == ("shop", "resolve_silent")
    assert ("difference_again", "customer") in letters(shop, case) and orders_of(shop, case) == []


def test_cheaper_goods_give_the_rest_back_as_an_ordinary_refund(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, remedy="")
    exchange(shop, case, now, Goods("Lamp shade", 2900, "S-1"))
    with unit(merchants=[shop.id]):
        (refund,) = settlement.reimbursements_of_case(case.id)
    assert (refund.kind, refund.amount_minor, differences_of(shop, case)) == ("partial_refund", 1000, [])
    assert orders_of(shop, case)[0].title == "Lamp shade"
    holds(now)


def test_where_the_old_ones_come_back_first_a_label_goes_out_and_nothing_is_ordered_by_itself(now: datetime) -> None:
    shop = make_shop("home", now)
    set_term(shop, new_orders="mail")
    case = start(shop, now, remedy="")
    exchange(shop, case, now, replace(SHADE, price_minor=2900, comes_back=True))
    fresh, (line,) = state(shop, case)
    assert line.reception == "announced" and orders_of(shop, case)[0].state == "drafted" and line.money == "due"
    assert (fresh.ball_owner, fresh.ball_step) == ("customer", "send_back")
    holds(now)


@pytest.mark.parametrize(
    ("goods", "code"),
    [
        (None, "goods_needed"), (Goods(" ", 100), "goods_needed"), (Goods("x" * 301, 100), "goods_needed"), (Goods("Lamp", 0), "amount_needed"),
        (Goods("Lamp", 100, pay_link="javascript:alert(1)"), "link_unfit"), (Goods("Lamp", 100, pay_link="http://pay.example"), "link_unfit"),
    ],
)  # fmt: skip
def test_an_exchange_without_goods_or_with_an_unfit_link_is_refused(now: datetime, goods: Any, code: str) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, remedy="")
    _, (line,) = state(shop, case)
    with pytest.raises(Refusal) as refused:
        change_offer(merchant_id=shop.id, line_id=line.id, remedy="exchange", amount_minor=None, note="", goods=goods, by=STAFF, now=now)
    assert refused.value.code == code


def test_what_the_law_gives_never_costs(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, remedy="replacement")
    with unit(merchants=[shop.id]):
        offers = [one for made in returns.latest_decisions(case.id).values() for one in made.record["offers"]]
    assert {one["remedy"] for one in offers if one["basis"] == "statutory"} >= {"replacement"}
    assert differences_of(shop, case) == [] and LAMP.unit_price_minor > 0
