"""A connected shop pays for being connected with at most two statements of a page's write, and none more than the 15 that are allowed each."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from makegood.apps.carriage import queries as carriage
from makegood.apps.mirror import queries as mirror
from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import ShopAccount
from makegood.apps.returns import queries as returns
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.connect_shop import connect_shop
from makegood.journeys.import_orders import import_orders
from tests.cast import LAMP, make_shop
from tests.journeys.test_orders_side import facts_of
from tests.web.test_budget import _post, _signed_in

pytestmark = pytest.mark.django_db


def test_no_page_of_a_connected_shop_asks_more_than_it_may() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    who = {"merchant_id": shop.id, "by": SYSTEM, "now": now}
    connect_shop(
        party="shopify", address="http://127.0.0.1:9", key="k", hook_secret="s", account=ShopAccount(name="x", currency="EUR"), **who
    )
    choose_provider(party="shopify", **who)
    counts = import_orders(facts=[replace(facts_of(now, LAMP), source="shopify", source_id="77")], **who)
    with unit(merchants=[shop.id]):
        line = orders.lines_of(counts.ids[0])[0]
    customer = Client()
    step = _post(customer, f"/s/{shop.merchant.slug}/", {"number": "1001", "contact": "hanna@test.example"}, 6)
    step = _post(customer, step.headers["Location"], {"tile": "broken"}, 7)
    step = _post(customer, step.headers["Location"], {"no_photo": "1"}, 5)
    step = _post(customer, step.headers["Location"], {f"remedy_{line.id}": "refund"}, 13)
    _post(customer, step.headers["Location"], {}, 15)
    with unit(merchants=[shop.id]):
        case = returns.cases_page()[0]
        parcel, piece = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)[0]
        assert [one.kind for one in mirror.errands_of_case(case.id)] == ["note_order", "open_return", "announce_parcel"]
    address = f"/dock/parcel/{parcel.public_id}/"
    _post(
        _signed_in(shop.worker), address, {"tap": "count", "k0": "L-2", "n0": "1"}, 22
    )  # what a parcel page reads, and two writes: counted, and the money that it lets go
    _post(_signed_in(shop.worker), address, {"line": piece.public_id, "tap": "as_it_should"}, 20)
    _post(_signed_in(shop.owner), f"/desk/case/{case.public_id}/do/", {"do": "message", "text": "Hello"}, 11)
