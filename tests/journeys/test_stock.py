"""New goods leave from where they are there in time at the least cost; who says no, or nothing, is followed by the next."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.notices import queries as notices
from makegood.apps.replacements import queries as replacements
from makegood.apps.stock import queries as stock
from makegood.base.actor import CUSTOMER, Actor
from makegood.base.unit import unit
from makegood.insight.invariants import wrong_balls, wrong_replacements, wrong_stocks
from makegood.journeys.change_agreement import AgreementForm, change_agreement
from makegood.journeys.change_sender import change_sender
from makegood.journeys.confirm_agreement import confirm_agreement
from makegood.journeys.drop_case import drop_case
from makegood.journeys.keep_source import Maker, keep_source
from makegood.journeys.keep_stock import Shelf, keep_stock
from makegood.journeys.place_replacement import place_replacement
from makegood.journeys.record_remake import Said, record_remake
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import MUG, STAFF, make_shop
from tests.journeys.test_corrections import start, state

pytestmark = pytest.mark.django_db
SHELF = Shelf("L-2", "Leipzig", on_hand=3, transit={"DE": 2}, cost_minor=1900)


def shop_with_shelf(now: datetime, shelf: Shelf = SHELF) -> tuple[Any, Any]:
    shop = make_shop("home", now)
    return shop, keep_stock(merchant_id=shop.id, shelf=shelf, by=STAFF, now=now)


def broken_lamp(shop: Any, now: datetime, quantity: int = 1) -> Any:
    return start(shop, now, kind="damaged_in_transit", remedy="replacement", quantity=quantity)


def second(shop: Any, now: datetime, sku: str = "L-2", **what: Any) -> None:
    """Brno makes it too."""
    form = AgreementForm(code="brno", from_on=(now - timedelta(days=60)).date(), currency="EUR", terms={"claims": [], "new_orders": "mail", "order_answer_days": 2}, name="Brno", country="CZ", email="b@test.example", language="en", pack="")  # fmt: skip
    made = change_agreement(merchant_id=shop.id, form=form, by=STAFF, now=now)
    confirm_agreement(merchant_id=shop.id, agreement_id=made.public_id, by=STAFF, now=now)
    maker = Maker(sku, "brno", **{"production_days": 1, "transit": {"*": 3}, "cost_minor": 2500, **what})
    keep_source(merchant_id=shop.id, maker=maker, by=STAFF, now=now)


def orders_of(shop: Any, case: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        return replacements.replacements_of_case(case.id)


def numbers(shop: Any, kept: Any) -> tuple[int, int]:
    with unit(merchants=[shop.id]):
        assert wrong_stocks() == [] and wrong_replacements() == [] and wrong_balls() == []
        fresh = stock.stock_of(kept.public_id)
        return fresh.on_hand, fresh.reserved


def letters(shop: Any, case: Any) -> list[str]:
    with unit(merchants=[shop.id]):
        return [one.kind for one in notices.notices_of_case(case.id)]


def test_a_lamp_on_the_shelf_nearby_is_promised_reserved_and_taken(now: datetime) -> None:
    shop, kept = shop_with_shelf(now, replace(SHELF, cost_minor=900))
    case = broken_lamp(shop, now, quantity=2)
    (order,) = orders_of(shop, case)
    assert (order.party, order.way, order.stock_id, order.plan["why"]) == ("shop", f"stock:{kept.public_id}", kept.id, "cheapest_in_time")
    assert [one["name"] for one in order.plan["ways"]] == [order.way, "usual"]
    assert numbers(shop, kept) == (3, 2)
    _, (line, *_) = state(shop, case)
    for to in ("in_production", "shipped"):
        record_remake(merchant_id=shop.id, line_id=line.id, to=to, by=STAFF, now=now)
    assert numbers(shop, kept) == (1, 0)
    with unit(merchants=[shop.id]):
        assert [(one.what, one.on_hand, one.reserved) for one in stock.movements_of(kept)] == [("taken", -2, -2), ("reserved", 0, 2), ("counted", 3, 0)]  # fmt: skip


def test_what_is_called_off_is_free_again(now: datetime) -> None:
    shop, kept = shop_with_shelf(now, replace(SHELF, cost_minor=900))
    case = broken_lamp(shop, now)
    assert numbers(shop, kept) == (3, 1)
    with pytest.raises(Refusal, match="promised"):
        keep_stock(merchant_id=shop.id, shelf=replace(SHELF, on_hand=0), by=STAFF, now=now)
    drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    assert numbers(shop, kept) == (3, 0)


def test_the_supplier_sends_it_where_that_costs_less_and_is_in_time(now: datetime) -> None:
    shop, kept = shop_with_shelf(now)
    case = broken_lamp(shop, now)
    (order,) = orders_of(shop, case)
    assert (order.party, order.way) == ("supplier", "usual") and numbers(shop, kept) == (3, 0)


def test_the_shop_lets_it_come_from_elsewhere_and_the_supplier_hears_that_it_need_not(now: datetime) -> None:
    shop, kept = shop_with_shelf(now)
    case = broken_lamp(shop, now)
    (order,) = orders_of(shop, case)
    place_replacement(merchant_id=shop.id, replacement_id=order.public_id, by=STAFF, now=now)
    with pytest.raises(Refusal, match="from there"):
        change_sender(merchant_id=shop.id, replacement_id=order.public_id, way="stock:elsewhere", by=STAFF, now=now)
    change_sender(merchant_id=shop.id, replacement_id=order.public_id, way=f"stock:{kept.public_id}", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    first, then = orders_of(shop, case)
    assert (first.state, then.state, then.stock_id, then.plan["why"]) == ("voided", "drafted", kept.id, "by_hand")
    assert "replacement_called_off" in letters(shop, case) and numbers(shop, kept) == (3, 1)
    _, (line, *_) = state(shop, case)
    record_remake(merchant_id=shop.id, line_id=line.id, to="in_production", by=STAFF, now=now)
    with pytest.raises(Refusal, match="already"):
        change_sender(merchant_id=shop.id, replacement_id=then.public_id, by=STAFF, now=now)


def test_a_supplier_that_says_no_is_followed_by_the_second_source_and_the_customer_has_no_bad_news(now: datetime) -> None:
    shop = make_shop("home", now)
    second(shop, now)
    case = broken_lamp(shop, now)
    (order,) = orders_of(shop, case)
    assert order.way == "usual"
    place_replacement(merchant_id=shop.id, replacement_id=order.public_id, by=STAFF, now=now)
    _, (line, *_) = state(shop, case)
    record_remake(
        merchant_id=shop.id, line_id=line.id, to="failed", said=Said(reason="not_in_stock"), by=Actor("supplier", "shenzhen"), now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    first, then = orders_of(shop, case)
    assert (first.state, then.state, then.agreement.code) == ("refused", "placed", "brno")  # whose terms say: ask at once
    assert [one["cant"] for one in then.plan["ways"]] == ["", "said_no"] and "remake_failed" not in letters(shop, case)
    record_remake(
        merchant_id=shop.id, line_id=line.id, to="failed", said=Said(reason="not_in_stock"), by=Actor("supplier", "brno"), now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    assert len(orders_of(shop, case)) == 2 and "remake_failed" in letters(shop, case)  # nobody is left: now they are told


def test_a_supplier_that_stays_silent_is_passed_over(now: datetime) -> None:
    shop = make_shop("home", now)
    second(shop, now)
    case = broken_lamp(shop, now)
    place_replacement(merchant_id=shop.id, replacement_id=orders_of(shop, case)[0].public_id, by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now + timedelta(days=2))
    assert len(orders_of(shop, case)) == 1
    follow(merchant_id=shop.id, case_id=case.id, now=now + timedelta(days=4))
    first, then = orders_of(shop, case)
    assert (first.state, first.then, then.agreement.code) == ("voided", "next", "brno")


@pytest.mark.parametrize(("able", "way"), [(False, "usual"), (True, "source:brno")])
def test_a_name_is_engraved_only_where_they_can_engrave(now: datetime, able: bool, way: str) -> None:
    shop = make_shop("gifts", now)
    second(shop, now, sku="MUG-E", cost_minor=100, personalised=able)
    keep_stock(merchant_id=shop.id, shelf=replace(SHELF, sku="MUG-E", cost_minor=1), by=STAFF, now=now)
    case = start(shop, now, kind="customization_error", remedy="remake", line=MUG)
    (order,) = orders_of(shop, case)
    assert order.way == way and {one["name"].partition(":")[0]: one["cant"] for one in order.plan["ways"]}["stock"] == "cant_personalise"


def test_what_can_not_be_is_refused(now: datetime) -> None:
    shop = make_shop("home", now)
    for wrong in ({"sku": ""}, {"place": " "}, {"transit": {"Germany": 2}}, {"ready_days": 900}, {"cost_minor": -1}, {"on_hand": -1}, {"holder": "supplier", "code": "nobody"}):  # fmt: skip
        with pytest.raises(Refusal):
            keep_stock(merchant_id=shop.id, shelf=replace(SHELF, **wrong), by=STAFF, now=now)  # type: ignore[arg-type]
    for wrong in ({"code": "nobody"}, {"rank": 0}, {"production_days": -1}):
        with pytest.raises(Refusal):
            keep_source(merchant_id=shop.id, maker=replace(Maker("L-2", "maker"), **wrong), by=STAFF, now=now)  # type: ignore[arg-type]


def test_a_new_one_that_is_lost_on_its_way_is_news_to_the_customer_whoever_else_makes_it(now: datetime) -> None:
    shop = make_shop("home", now)
    second(shop, now)
    case = broken_lamp(shop, now)
    place_replacement(merchant_id=shop.id, replacement_id=orders_of(shop, case)[0].public_id, by=STAFF, now=now)
    _, (line, *_) = state(shop, case)
    for to in ("shipped", "failed"):
        record_remake(merchant_id=shop.id, line_id=line.id, to=to, by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    assert "remake_failed" in letters(shop, case) and len(orders_of(shop, case)) == 1
