"""The same broken lamp three ways: settled at once below the threshold, sent to the hub near by, sent back to the supplier overseas.

What each costs and how long it takes is reckoned by the product; docs/guarantees/places.md shows the same numbers.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from makegood.apps.carriage import queries as carriage
from makegood.apps.hubs import queries as hubs
from makegood.apps.parties.models import Organisation
from makegood.apps.returns import queries as returns
from makegood.apps.suppliers.models import Agreement
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.sending_back import address_of
from makegood.journeys.open_return import open_return
from makegood.journeys.publish_policy import publish_policy
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.set_hub_prices import set_hub_prices
from makegood.journeys.set_routing import set_routing
from makegood.kernel.money import text_from_minor
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, SAMPLES, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
DOC = Path(__file__).resolve().parent.parent.parent / "docs" / "guarantees" / "places.md"
TABLE = {"none": "at once, it stays there", "hub": "the hub near by", "supplier": "the supplier overseas"}
ONE = replace(LAMP, quantity=1)


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


def shop_with_prices(at: datetime) -> Shop:
    shop = make_shop("home", at)
    set_hub_prices(merchant_id=shop.id, hub_id=shop.hub.id, prices={"receive": 80, "inspect": 120}, from_on=at.date(), by=STAFF, now=at)
    return shop


def lets_return(shop: Shop) -> None:
    """The supplier's confirmed agreement takes goods back at its own address."""
    with unit(merchants=[shop.id]):
        (found,) = Agreement.objects.all()
        terms = {**found.terms, "returns": {"accepted": True, "to": "supplier", "restocking_fee_percent": 15}, "transit_days": {"DE": 20}}
        Agreement.objects.filter(id=found.id).update(terms=terms, confirmed_at=found.made_at, confirmed_by="person:anna")
        Organisation.objects.filter(id=found.organisation_id).update(address=["Bao'an Road 8", "Shenzhen 518000", "China"])


def complain(shop: Shop, at: datetime, *, price: int = 3900, kind: str = "defective") -> Any:
    order = sell(shop, at, replace(ONE, unit_price_minor=price))
    sold = line_of(shop, order)
    ask = Ask((AskedLine(sold.id, 1, (kind,), "It hums."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=at)
    follow(merchant_id=shop.id, case_id=case.id, now=at, choices={sold.public_id: "refund"})
    return case


def seen(shop: Shop, case: Any) -> tuple[Any, list[Any], list[Any]]:
    with unit(merchants=[shop.id]):
        return returns.lines_of_case(case.id)[0], carriage.parcels_of_case(case.id), hubs.routes_of_case(case.id)


def test_below_the_threshold_it_is_settled_at_once_and_nothing_is_sent(at: datetime) -> None:
    shop = shop_with_prices(at)
    line, parcels, routes = seen(shop, complain(shop, at, price=3400))
    assert (line.decision, line.money, parcels, routes) == ("accepted_by_customer", "pending", [], [])


def test_above_it_goes_to_the_hub_near_by_and_the_hub_s_acts_are_written_down(at: datetime) -> None:
    shop = shop_with_prices(at)
    case = complain(shop, at)
    _, (parcel,), (route,) = seen(shop, case)
    assert (route.place, route.hub_id, parcel.hub_id, route.chosen_by) == ("hub", shop.hub.id, shop.hub.id, "rule")
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=at)
    line = seen(shop, case)[0]
    record_inspection(merchant_id=shop.id, line_id=line.id, result="not_right", grade="D", finding="broken", by=KIM, now=at)
    with unit(merchants=[shop.id]):
        did = [(one.act, one.price_minor) for one in hubs.acts_of_case(case.id)]
    assert did == [("receive", 80), ("inspect", 120)]  # this hub recycles nothing


def test_where_the_promise_says_so_it_goes_overseas_with_the_supplier_s_address_on_the_label(at: datetime) -> None:
    shop = shop_with_prices(at)
    lets_return(shop)
    text = (SAMPLES / "home.yaml").read_text().replace("ship_back: hub, return_paid_by: shop", "ship_back: supplier, return_paid_by: shop")
    publish_policy(merchant_id=shop.id, text=text, by=STAFF, now=at.replace(year=at.year - 1))
    line, (parcel,), (route,) = seen(shop, complain(shop, at))
    assert (line.reception, parcel.hub_id, route.place) == ("announced", None, "supplier")
    with unit(merchants=[shop.id]):
        assert address_of(shop.merchant, parcel)[1:] == ["Bao'an Road 8", "Shenzhen 518000", "China"]


def test_a_shop_that_wants_the_cheapest_place_gets_it_and_never_a_forbidden_one(at: datetime) -> None:
    shop = shop_with_prices(at)
    lets_return(shop)
    set_routing(merchant_id=shop.id, way="cheapest", by=STAFF, now=at)
    _, _, (route,) = seen(shop, complain(shop, at))
    lawful = [one for one in route.record if not one["bars"]]
    assert route.place == lawful[0]["place"] and {one["place"] for one in lawful} == {"hub", "shop", "supplier"}
    assert route.cost_minor == min(one["cost"] for one in lawful)


def test_the_document_shows_what_the_product_reckons(at: datetime) -> None:
    shop = shop_with_prices(at)
    lets_return(shop)
    _, _, (route,) = seen(shop, complain(shop, at))
    reckoned = {one["place"]: one for one in route.record}
    rows = [
        f"| {words} | {text_from_minor(reckoned[place]['cost'], 'EUR')} EUR | {reckoned[place]['days']} days |"
        for place, words in TABLE.items()
    ]
    text = DOC.read_text(encoding="utf-8")
    assert [row for row in rows if row not in text] == []
    parts = {part["name"]: part["minor"] for part in reckoned["hub"]["parts"]}
    assert re.search(rf"way back {text_from_minor(parts['carriage'], 'EUR')}, the hub {text_from_minor(parts['acts'], 'EUR')}", text)
    assert reckoned["none"]["cost"] < reckoned["hub"]["cost"] < reckoned["supplier"]["cost"]
    assert reckoned["none"]["days"] < reckoned["hub"]["days"] < reckoned["supplier"]["days"]
