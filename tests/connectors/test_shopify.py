"""Shopify's order nodes: what they say, what they don't, and what is wrong with them."""

import copy
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.orders import queries as orders
from makegood.apps.orders.freeze import freeze
from makegood.base.unit import unit
from makegood.connectors.shopify.mapping import order_facts
from makegood.interfaces.console.orders import import_file
from makegood.kernel.refusal import Refusal
from tests.cast import make_shop

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("MAKEGOOD_SHARED", "../shared"))


def _money(amount: str, shop: str | None = None) -> dict[str, Any]:
    return {
        "presentmentMoney": {"amount": amount, "currencyCode": "EUR"},
        "shopMoney": {"amount": shop or amount, "currencyCode": "USD" if shop else "EUR"},
    }


NODE: dict[str, Any] = {
    "id": "gid://shopify/Order/77", "name": "#1077", "createdAt": "2026-11-01T10:00:00Z", "taxesIncluded": False, "totalPriceSet": _money("35.75", "40.00"),
    "shippingAddress": {"countryCodeV2": "US", "provinceCode": "CA", "zip": "94601", "name": "Grace"}, "email": "grace@test.example",
    "lineItems": {"nodes": [
        {"id": "gid://shopify/LineItem/1", "sku": "MUG", "title": "Mug", "quantity": 2, "originalUnitPriceSet": _money("15.00"),
         "discountAllocations": [{"allocatedAmountSet": _money("3.00")}], "customAttributes": [{"key": "Engraving", "value": "Hanna"}, {"key": "_id", "value": "9"}],
         "taxLines": [{"rate": 0.05, "title": "State", "priceSet": _money("1.35")}, {"rate": 0.0252, "title": "City", "priceSet": _money("0.68")}]},
        {"id": "gid://shopify/LineItem/2", "sku": "BOX", "title": "Box", "quantity": 1, "originalUnitPriceSet": _money("1.72")},
    ]},
    "shippingLines": {"nodes": [{"originalPriceSet": _money("5.00"), "taxLines": []}]},
    "fulfillments": [{"id": "f1", "createdAt": "2026-11-03T10:00:00Z", "deliveredAt": "2026-11-06T10:00:00Z", "trackingInfo": [{"number": "T1", "company": "UPS"}]}],
    "transactions": [{"kind": "SALE", "status": "SUCCESS", "gateway": "card", "amountSet": _money("30.00")}, {"kind": "SALE", "status": "SUCCESS", "gateway": "gift_card", "amountSet": _money("5.75")}],
    "refunds": [{"id": "r1", "createdAt": "2026-11-08T10:00:00Z", "totalRefundedSet": _money("6.72"),
                 "refundLineItems": {"nodes": [{"quantity": 1, "lineItem": {"id": "gid://shopify/LineItem/2"}, "subtotalSet": _money("1.72"), "totalTaxSet": _money("0.00")}]}}],
}  # fmt: skip


def test_a_shopify_order_keeps_what_it_says_and_what_it_does_not() -> None:
    facts = order_facts(NODE, default_market="DE")
    mug, box = facts.lines
    assert (facts.market, facts.currency, facts.shop_currency, facts.shop_rate) == ("US-CA", "EUR", "USD", "1.11888112")
    assert mug.customer_input == "own_text" and mug.inputs == ({"name": "Engraving", "value": "Hanna"},)
    assert box.customer_input == "unknown"  # the query did not ask: never called stock
    assert (mug.discount_minor, mug.tax_minor, len(mug.taxes)) == (300, 203, 2)
    assert [one.amount_minor for one in facts.payments] == [3000, 575]
    assert [(one.line, one.quantity, one.amount_minor) for one in facts.past] == [("2", 1, 172), ("", 0, 500)]
    assert facts.shipments[0].tracking_number == "T1" and str(facts.delivered_on) == "2026-11-06"


def test_broken_orders_are_refused_and_the_rest_gets_in(tmp_path: Path, now: datetime) -> None:
    shop = make_shop("home", now)
    bad = [
        {"id": "x"},
        {**NODE, "id": "gid://shopify/Order/78", "totalPriceSet": _money("NaN")},
        {**NODE, "id": "o/79", "createdAt": "soon"},
    ]
    file = tmp_path / "orders.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in [NODE, *bad]) + "\nnot json\n")
    found = import_file(file, shop.merchant)
    assert (found["new"], found["refused"]) == (1, 4)
    assert import_file(file, shop.merchant)["unchanged"] == 1


@pytest.mark.parametrize("name", ["orders_recorded.json", "orders_bulk_shape.jsonl"])
def test_recorded_orders_are_taken_or_refused_with_a_reason(name: str, tmp_path: Path) -> None:
    source = SHARED / "data" / "shopify" / name
    if not source.exists():
        pytest.skip("the recorded orders are not beside this checkout")
    file = tmp_path / name
    file.write_bytes(source.read_bytes())
    found = import_file(file, make_shop("home", datetime.now(UTC)).merchant)
    assert found["read"] + found["refused"] >= 22


def test_what_else_a_node_tells_is_frozen_with_the_order() -> None:
    node = copy.deepcopy(NODE)
    node |= {
        "dutiesIncluded": True, "customerLocale": "de-AT", "note": "Bitte klingeln",
        "customerJourneySummary": {"lastVisit": {"utmParameters": {"campaign": "advent"}}},
    }  # fmt: skip
    mug = node["lineItems"]["nodes"][0]
    mug["vendor"] = "Becher Werk"
    mug["duties"] = [{"price": _money("0.50")}]
    mug["product"] = {"productType": "mugs"}
    stock = {"unitCost": {"amount": "4.20", "currencyCode": "USD"}, "measurement": {"weight": {"value": 0.35, "unit": "KILOGRAMS"}}}
    mug["variant"] = {"inventoryItem": stock}
    facts = order_facts(node, default_market="DE")
    line = facts.lines[0]
    assert (facts.delivery_terms, facts.language, facts.campaign, facts.duties_minor) == ("DDP", "de", "advent", 50)
    assert (line.cost_minor, line.weight_g, line.category, line.supplier) == (420, 350, "mugs", "becher-werk")
    assert facts.contact is not None and facts.contact.note == "Bitte klingeln"


def test_shipping_that_went_back_is_told_from_the_goods() -> None:
    node = copy.deepcopy(NODE)
    node["refunds"][0]["refundShippingLines"] = {"nodes": [{"subtotalAmountSet": _money("4.00"), "taxAmountSet": _money("0.00")}]}
    past = order_facts(node, default_market="DE").past
    assert [(one.line, one.amount_minor, one.shipping_minor) for one in past] == [("2", 172, 0), ("", 0, 400), ("", 100, 0)]


def test_a_second_reading_adds_what_happened_and_touches_nothing_else(tmp_path: Path, now: datetime) -> None:
    shop, file = make_shop("home", now), tmp_path / "orders.json"
    early = {**NODE, "fulfillments": [], "refunds": []}
    file.write_text(json.dumps(early))
    assert import_file(file, shop.merchant)["new"] == 1
    later = copy.deepcopy(NODE)
    later["lineItems"]["nodes"][0]["originalUnitPriceSet"] = _money("99.00")  # a price is frozen on the first day
    file.write_text(json.dumps(later))
    assert import_file(file, shop.merchant)["changed"] == 1
    assert import_file(file, shop.merchant)["unchanged"] == 1
    with unit(merchants=[shop.id]):
        order = orders.orders_page(number="1077")[0]
        mug, box = orders.lines_of(order.id)
        assert str(order.delivered_on) == "2026-11-06" and mug.unit_price_minor == 1500
        assert [parcel.tracking_number for parcel in orders.shipments_of(order.id)] == ["T1"]
        assert {(one.line_id, one.amount_minor) for one in orders.past_returns_of(order.id)} == {(box.id, 172), (None, 500)}


_JUNK = st.sampled_from(
    [None, "", "NaN", -1, 10**30, 1.5, True, [], {}, [[]], [None], "\x00", {"nodes": 3}, {"amount": "1e999"}, "2026-99-99"]
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += _places(one, (*path, key))
    return found


@given(st.sampled_from(_places(NODE)), _JUNK)
def test_a_node_that_is_broken_anywhere_is_read_or_refused_with_a_reason(place: tuple[Any, ...], junk: Any) -> None:
    node = copy.deepcopy(NODE)
    inside: Any = node
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = junk
    try:
        facts = order_facts(node, default_market="DE")
        frozen = freeze(facts)
    except Refusal as refusal:
        assert refusal.code and refusal.remedy
    else:
        assert (
            frozen.total
            == sum(line.gross for line in frozen.lines) + sum(line.shipping_share for line in frozen.lines) + facts.duties_minor
        )


def test_a_bulk_result_is_put_together_again(tmp_path: Path, now: datetime) -> None:
    shop, file = make_shop("home", now), tmp_path / "bulk.jsonl"
    lines = [{**one, "__parentId": NODE["id"]} for one in NODE["lineItems"]["nodes"]]
    shipping = [{**one, "__parentId": NODE["id"]} for one in NODE["shippingLines"]["nodes"]]
    order = {key: value for key, value in NODE.items() if key not in ("lineItems", "shippingLines")}
    orphan = {"id": "gid://shopify/LineItem/9", "__parentId": "gid://shopify/Order/404", "quantity": 1}
    file.write_text("\n".join(json.dumps(one) for one in [orphan, order, *lines, *shipping]))
    found = import_file(file, shop.merchant)
    assert (found["new"], found["refused"]) == (1, 1)
    with unit(merchants=[shop.id]):
        order_row = orders.orders_page(number="1077")[0]
        assert [line.sku for line in orders.lines_of(order_row.id)] == ["MUG", "BOX"]
        assert order_row.total_minor == order_facts(NODE, default_market="DE").source_total_minor
