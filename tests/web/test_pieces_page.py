"""Where everything is: the page and the API say the same, for the shop's own people."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from makegood.apps.carriage import queries as parcels
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.issue_label import issue_label
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import receive_parcel
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, PASSWORD, STAFF, line_of, make_shop, sell
from tests.stories.test_same_by_api import Api

pytestmark = pytest.mark.django_db


def _page(shop: Any, query: str = "") -> str:
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    answer = client.get(f"/desk/pieces/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_lamp_of_two_is_at_the_hub(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    assert "Nothing was sold yet" in _page(shop)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    ask = Ask((AskedLine(line.id, 1, ("change_of_mind",)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    issue_label(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        (parcel,) = parcels.parcels_of_case(case.id)
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=now)
    found = Api(shop).get("/pieces?place=at_hub").json()
    places = {row["place"]: (row["pieces"], row["cost"]["amount"]) for row in found["places"] if row["pieces"]}
    assert places == {"with_customer": (1, "12.40"), "at_hub": (1, "12.40")} and found["sold"] == 2
    assert [(row["line"], row["pieces"]) for row in found["lines"]] == [(line.public_id, 1)]
    assert Api(shop).get("/pieces?place=moon").status_code == 422
    page = _page(shop, "?place=at_hub")
    assert "At the hub" in page and "Lamp L-2" in page and "24.80" in page
    assert "Lamp L-2" not in _page(make_shop("home", now))


def test_nobody_else_sees_it(now: datetime) -> None:
    shop = make_shop("home", now)
    assert Client().get("/desk/pieces/").status_code == 302
    hub = Client()
    hub.post("/dock/sign-in/", {"username": shop.worker, "password": PASSWORD})
    assert hub.get("/desk/pieces/").status_code in (302, 403, 404)
