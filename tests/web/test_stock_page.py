"""A shop's stock on the desk: written down, counted, as a table, and where a new one leaves from."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.replacements import queries as replacements
from makegood.apps.stock import queries as stock
from makegood.base.unit import unit
from makegood.casefile.shelves import read_transit, show_transit
from makegood.journeys.keep_stock import Shelf, keep_stock
from tests.cast import PASSWORD, STAFF, make_shop
from tests.journeys.test_stock import broken_lamp

pytestmark = pytest.mark.django_db
URL = "/desk/settings/stock/"
SHELF = {
    "do": "shelf",
    "sku": "L-2",
    "place": "Leipzig",
    "holder": "hub",
    "on_hand": "3",
    "ready_days": "1",
    "transit": "DE 2, * 9",
    "cost": "9,00",
}


def door(shop: Any) -> Client:
    client = Client()
    assert client.login(username=shop.owner, password=PASSWORD)
    return client


def kept(shop: Any) -> list[tuple[Any, ...]]:
    with unit(merchants=[shop.id]):
        return [(one.sku, one.place, one.holder, one.on_hand, one.transit, one.cost_minor) for one in stock.all_stocks()]


def test_what_is_written_down_is_shown_and_comes_back_as_the_same_table(now: datetime) -> None:
    shop = make_shop("home", now)
    client = door(shop)
    assert client.post(URL, SHELF).status_code == 302
    assert (
        client.post(URL, {"do": "source", "sku": "L-2", "supplier": "maker", "transit": "DE 2", "personalised": "yes"}).status_code == 302
    )
    assert kept(shop) == [("L-2", "Leipzig", "hub", 3, {"DE": 2, "*": 9}, 900)]
    page = client.get(URL).content.decode()
    assert "Leipzig" in page and "not known" in page
    for name in ("stock.csv", "sources.csv"):
        table = client.get(URL + name).content
        before = kept(shop)
        assert client.post(URL, {"do": "file", "file": SimpleUploadedFile(name, table)}).status_code == 302
        assert kept(shop) == before
    with unit(merchants=[shop.id]):
        (source,) = stock.all_sources()
        assert (source.code, source.production_days, source.personalised, source.rank) == ("maker", None, True, 1)
    assert client.post(URL, {"do": "source", "sku": "L-2", "supplier": "maker", "drop": "1"}).status_code == 302
    with unit(merchants=[shop.id]):
        assert stock.all_sources() == []


@pytest.mark.parametrize(
    "table", [b"\xff\xfe", b"a,b\n1,2\n", b"sku,place,on_hand\nL-2,Leipzig,3\nL-2,Ulm,many\n", b"sku,supplier\nL-2,nobody\n", b"sku,place,holder\nL-2,Ulm,me\n"]
)  # fmt: skip
def test_a_table_comes_in_whole_or_not_at_all(now: datetime, table: bytes) -> None:
    shop = make_shop("home", now)
    answer = door(shop).post(URL, {"do": "file", "file": SimpleUploadedFile("t.csv", table)})
    assert answer.status_code in (404, 422, 409) and kept(shop) == []


def test_what_was_typed_wrongly_stays_typed(now: datetime) -> None:
    shop = make_shop("home", now)
    answer = door(shop).post(URL, SHELF | {"transit": "Germany soon"})
    assert answer.status_code == 422 and "Germany soon" in answer.content.decode() and kept(shop) == []


def test_the_case_says_where_it_leaves_from_and_lets_a_person_choose(now: datetime) -> None:
    shop = make_shop("home", now)
    shelf = keep_stock(merchant_id=shop.id, shelf=Shelf("L-2", "Leipzig", on_hand=3, transit={"DE": 2}, cost_minor=1900), by=STAFF, now=now)
    case, client = broken_lamp(shop, now), door(shop)
    page = client.get(f"/desk/case/{case.public_id}/").content.decode()
    assert "It leaves from: Maker." in page and "Leipzig" in page and "19.00" in page
    with unit(merchants=[shop.id]):
        (order,) = replacements.replacements_of_case(case.id)
    form = {"do": "change_sender", "replacement": order.public_id, "way": f"stock:{shelf.public_id}"}
    assert client.post(f"/desk/case/{case.public_id}/do/", form).status_code == 302
    with unit(merchants=[shop.id]):
        assert [one.stock_id for one in replacements.replacements_of_case(case.id)] == [None, shelf.id]
    assert "You chose it." in client.get(f"/desk/case/{case.public_id}/").content.decode()


@given(st.dictionaries(st.sampled_from(["DE", "AT", "US-CA", "GB", "*"]), st.integers(0, 180)))
def test_days_on_the_road_are_read_as_they_are_shown(transit: dict[str, int]) -> None:
    assert read_transit(show_transit(transit)) == transit
