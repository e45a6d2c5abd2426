"""The page of scorecards, its files and the API say the same; few cases say nothing."""

import csv
import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from makegood.base.unit import unit
from makegood.insight.shares import Share
from makegood.web.scorecard_words import PARTS, share_words
from tests.cast import LAMP, PASSWORD, Shop, make_shop, sell
from tests.insight.test_scorecards import VASE, ask_of
from tests.stories.test_same_by_api import Api

pytestmark = pytest.mark.django_db


def owner_of(shop: Shop) -> Client:
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    return client


def grown(now: datetime, cases: int) -> Shop:
    shop = make_shop("home", now)
    lamps = sell(shop, now, replace(LAMP, quantity=120, unit_price_minor=400), number="#1")
    vases = sell(shop, now, replace(VASE, quantity=60, title="=Vase"), number="#2")
    for number in range(cases):
        ask_of(shop, lamps if number < 3 else vases, now, 1, "defective")
    return shop


def test_few_cases_are_one_sentence(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    page = owner_of(grown(now, 2)).get("/desk/scorecards/").content.decode()
    assert "From 30 cases on" in page and "there were 2" in page and "<table" not in page


def test_page_file_and_api_say_the_same(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = grown(now, 30)
    client = owner_of(shop)
    page = client.get("/desk/scorecards/").content.decode()
    assert "3 of 120, 2.5\u00a0%, likely 0.9 to 7.1\u00a0%" in page and "27 of 60, 45\u00a0%" in page and "broken or does not work" in page
    assert page.index("Clearly worse than your average") < page.index("=Vase") < page.index("All others, by name") < page.index("Lamp L-2")
    answer = client.get("/desk/scorecards/suppliers.csv?days=365")
    assert answer["Content-Disposition"] == 'attachment; filename="scorecard-suppliers-365-days.csv"'
    rows = {row["supplier"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    maker = rows["maker"]
    assert (maker["sold"], maker["faulty"], maker["faulty_low"], maker["faulty_high"], maker["goods_cost"]) == (
        "120",
        "3",
        "0.0085",
        "0.0709",
        "37.20",
    )
    assert rows["potter"]["pieces_without_cost"] == "27"
    products = client.get("/desk/scorecards/products.csv").content.decode("utf-8-sig")
    assert "'=Vase" in products and client.get("/desk/scorecards/moons.csv").status_code == 404
    assert all(client.get(f"/desk/scorecards/{part}.csv").status_code == 200 for part in PARTS)
    found = Api(shop).get("/scorecards").json()
    assert found["enough"] and found["average"] == {"count": 30, "total": 180, "share": 0.1667, "low": 0.1193, "high": 0.228}
    assert found["suppliers"][1]["faulty"] == {"count": 3, "total": 120, "share": 0.025, "low": 0.0085, "high": 0.0709}
    assert [(one["sku"], one["stands_out"]) for one in found["products"]] == [("V-1", True), ("L-2", False)]
    assert Api(shop).get("/scorecards?days=365").json()["days"] == 365 and Api(shop).get("/scorecards?days=1").status_code == 422
    other = make_shop("home", now)
    assert Api(other).get("/scorecards").json()["products"] == []


def test_a_share_in_german_and_one_of_nothing() -> None:
    with translation.override("de"):
        assert share_words(Share(3, 120)) == "3 von 120, 2,5\u00a0%, wahrscheinlich 0,9 bis 7,1\u00a0%"
    with translation.override("en"):
        assert share_words(Share(0, 0)) == "nothing to count yet" and share_words(Share(0, 1200)).startswith(
            "0 of 1,200, 0\u00a0%, likely 0 to"
        )


def test_a_supplier_that_nobody_named_is_not_nobody(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = grown(now, 30)
    sell(shop, now, replace(LAMP, sku="N-1", supplier=""), number="#9")
    with unit(merchants=[shop.id]):
        page = owner_of(shop).get("/desk/scorecards/").content.decode()
    assert "Nobody has said whose it is" in page
