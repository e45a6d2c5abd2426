"""One amount in every use: what the customer is shown, what the API quotes, what is settled and what `makegood refund quote` says."""

from datetime import datetime
from random import Random
from typing import Any

import pytest

from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.unit import unit
from makegood.insight.refund_document import documents_of_case
from makegood.kernel.money import text_from_minor
from makegood.policy.quote import quote
from tests.cast import make_shop
from tests.stories.test_same_by_api import Api

pytestmark = pytest.mark.django_db


def _order(random: Random, number: int) -> dict[str, Any]:
    """As a source tells it: several lines and rates, discounts, odd cents."""
    lines = []
    for index in range(random.randint(1, 3)):
        quantity, price = random.randint(1, 4), random.randint(500, 9_999)
        discount = random.choice((0, random.randint(0, price)))
        lines.append(
            {
                "ref": f"L{index}", "sku": f"S-{index}", "title": f"Lamp {index}", "quantity": quantity, "unit_price": text_from_minor(price, "EUR"),
                "discount": text_from_minor(discount, "EUR"), "tax_rate": random.choice(("0.19", "0.07")), "customer_input": "none",
                "cost": "2.40", "supplier": "maker",
            }
        )  # fmt: skip
    return {
        "number": f"#{number}", "placed_at": "2026-11-01T10:00:00Z", "market": "DE", "currency": "EUR", "shipping": "3.90",
        "order_discount": text_from_minor(random.choice((0, 0, 333)), "EUR"), "standard_shipping": "3.90", "delivered_on": "2026-11-18",
        "prices_include_tax": random.random() < 0.7, "email": "hanna@test.example", "disclosures": ["withdrawal_info"], "lines": lines,
    }  # fmt: skip


def test_portal_api_settlement_and_command_say_the_same(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    api, random = Api(shop), Random(11)
    for number in range(6):
        told = _order(random, 7000 + number)
        order = api.post("/orders", told).json()
        _refunded_elsewhere(api, random, order, told)
        units = random.randint(1, told["lines"][0]["quantity"])
        ask = {"lines": [{"line": "L0", "quantity": units, "kinds": ["defective"], "choose": "refund"}]}
        shown = next(
            one
            for one in api.post("/cases/preview", {"order": order["id"], **ask}).json()["lines"][0]["offers"]
            if one["remedy"] == "refund"
        )
        delivery = shown["breakdown"]["shipping"]["gross"]
        asked = {"lines": [{"line": "L0", "quantity": units}], "shipping": delivery if delivery.strip("0.") else "none"}
        found = api.post(f"/orders/{order['id']}/refund-quote", asked, key=None).json()
        assert found["quote"] == shown["breakdown"] == quote(found["document"])
        case = api.post("/cases", {"order": order["id"], **ask}).json()
        (chosen,) = api.get(f"/cases/{case['id']}/refund-documents").json()["items"]
        assert chosen["quote"] == shown["breakdown"]
        _settle(api, case)
        _same_after(shop, case["id"], shown)


def _refunded_elsewhere(api: Api, random: Random, order: dict[str, Any], told: dict[str, Any]) -> None:
    """A goodwill refund in the shop's own system, of the line or of nothing in particular."""
    if random.random() < 0.5:
        body = {"amount": "1.11", "on": "2026-11-19", "reason": "goodwill", **random.choice(({}, {"line": "L0"}))}
        assert api.post(f"/orders/{order['id']}/refunds-elsewhere", body).status_code == 201


def _settle(api: Api, case: dict[str, Any]) -> None:
    parcel = api.post(f"/cases/{case['id']}/labels")
    if parcel.status_code < 300:
        api.post(f"/parcels/{parcel.json()['id']}/receive")
    for line in api.get(f"/cases/{case['id']}").json()["lines"]:
        api.post(f"/cases/{case['id']}/lines/{line['id']}/inspections", {"result": "not_right", "grade": "C", "finding": "broken"})
    api.post(f"/cases/{case['id']}/settle")


def _same_after(shop: Any, case_id: str, shown: dict[str, Any]) -> None:
    with unit(merchants=[shop.id]):
        case = returns.case_of(case_id)
        made = settlement.reimbursements_of_case(case.id)
        assert [one.amount_minor for one in made] == [shown["amount_minor"]], "what was shown is what is settled"
        documents = documents_of_case(case)
        assert [quote(one) for one in documents] == [one.breakdown for one in made] == [shown["breakdown"]]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ({"lines": [{"line": "L9", "quantity": 1}]}, "unknown_line"),
        ({"lines": [{"line": "L0", "quantity": 1, "amount": "1.00"}]}, "bad_input"),
        ({"lines": [{"line": "L0", "quantity": 99}]}, "quantity_exceeds_left"),
        ({"lines": [{"line": "L0", "amount": "1e9"}]}, "bad_input"),
        ({"lines": [{"line": "L0", "amount": "0.00"}]}, "amount_not_positive"),
        ({"shipping": "\u0000"}, "bad_input"),
        ({}, "nothing_asked"),
        ({"lines": [{"line": "L0", "quantity": 1}], "fees": [{"kind": "label", "percent": "NaN"}]}, "bad_input"),
    ],
)
def test_what_cannot_be_quoted_is_refused_as_the_command_does(now: datetime, settings: Any, ask: dict[str, Any], code: str) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    api = Api(make_shop("home", now))
    order = api.post("/orders", _order(Random(1), 8000)).json()
    answer = api.post(f"/orders/{order['id']}/refund-quote", ask, key=None)
    assert 400 <= answer.status_code < 500 and answer.json()["code"] == code
