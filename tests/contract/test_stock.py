"""A program keeps the shelves, reads where a new one leaves from, and chooses another place."""

from datetime import datetime
from typing import Any

import pytest

from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.preview_return import preview_return
from tests.cast import LAMP, line_of, make_shop, sell
from tests.journeys.test_stock import broken_lamp
from tests.stories.test_same_by_api import Api

pytestmark = pytest.mark.django_db
SHELF = {"sku": "L-2", "place": "Leipzig", "holder": "hub", "on_hand": 3, "transit": {"DE": 4, "*": 9}, "cost": "9.00"}


def test_what_a_program_keeps_is_what_is_offered_promised_and_sent(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    api = Api(shop)
    kept = api.post("/stock", SHELF).json()
    assert kept | {"id": ""} == {
        "id": "", "sku": "L-2", "place": "Leipzig", "holder": "hub", "supplier": None, "on_hand": 3, "reserved": 0, "ready_days": 1,
        "transit": {"DE": 4, "*": 9}, "cost": {"amount": "9.00", "currency": "EUR"},
    }  # fmt: skip
    source = {"sku": "L-2", "supplier": "maker", "production_days": 1, "transit": {"DE": 2}, "cost": "12.00"}
    assert api.post("/stock/sources", source).json()["rank"] == 1
    order = sell(shop, now, LAMP, number="#77")
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("damaged_in_transit",)),))
    with unit(merchants=[shop.id]):
        (seen,) = preview_return(merchant_id=shop.id, order_id=order.id, ask=ask, now=now).lines
    broken_lamp(shop, now)
    (made,) = api.get("/replacements").json()["items"]
    assert (made["way"], made["why"], made["party"]) == (f"stock:{kept['id']}", "cheapest_in_time", "shop")
    assert api.get("/stock?sku=L-2").json()["items"][0]["reserved"] == 1
    assert [one["supplier"] for one in api.get("/stock/sources?sku=L-2").json()["items"]] == ["maker"]
    promised = next(offer for offer in seen.offers if offer["remedy"] == "replacement")
    other = api.post(f"/replacements/{made['id']}/sender", {"way": "source:maker"}).json()
    assert (other["way"], other["why"], other["supplier"], other["state"]) == ("source:maker", "by_hand", "maker", "drafted")
    assert api.get("/stock?sku=L-2").json()["items"][0]["reserved"] == 0
    assert promised["eta_until"] == "2026-12-03"  # from 20 November: nine working days


def test_what_can_not_be_is_refused_with_a_code(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    api = Api(make_shop("home", now))
    for path, body, code in (
        ("/stock", SHELF | {"transit": {"Germany": 2}}, "days_unfit"),
        ("/stock", SHELF | {"holder": "supplier", "supplier": "nobody"}, "supplier_unknown"),
        ("/stock/sources", {"sku": "L-2", "supplier": "nobody"}, "supplier_unknown"),
    ):
        answer = api.post(path, body)
        assert answer.status_code == 422 and answer.json()["code"] == code
    assert api.post("/replacements/rpo_none/sender").status_code == 404
