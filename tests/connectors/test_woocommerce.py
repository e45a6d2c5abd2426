"""WooCommerce's orders: to the cent as the shop counted them, with what was typed and what went back."""

import copy
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.orders import queries as orders
from makegood.apps.orders.freeze import freeze
from makegood.apps.orders.operations.importing import facts_digest
from makegood.apps.orders.ports import OrderFacts
from makegood.base.unit import unit
from makegood.connectors.woocommerce.mapping import order_facts
from makegood.interfaces.console.orders import import_file
from makegood.kernel.refusal import Refusal
from tests.cast import make_shop

pytestmark = pytest.mark.django_db
CAPTURES = Path(os.environ.get("MAKEGOOD_SHARED", "../shared")) / "data" / "woocommerce"
NAMES = {
    "mug": "live_personalised_partial_refund_over_refund_goodwill.json", "coupon": "live_coupon_full_refund_no_restock.json",
    "fee": "live_fee_line_cancelled.json",
}  # fmt: skip


def _meta(**pairs: Any) -> list[dict[str, Any]]:
    return [
        {"id": place, "key": key, "value": value, "display_key": key, "display_value": value}
        for place, (key, value) in enumerate(pairs.items())
    ]


def _item(number: int, **more: Any) -> dict[str, Any]:
    found = {
        "id": number, "name": "Mug", "product_id": 11, "variation_id": 0, "quantity": 1, "subtotal": "10.00", "subtotal_tax": "1.90", "total": "10.00",
        "total_tax": "1.90", "taxes": [{"id": 1, "total": "1.90", "subtotal": "1.90"}], "sku": "MUG", "meta_data": [],
    }  # fmt: skip
    return found | more


ORDER: dict[str, Any] = {
    "id": 16, "number": "16", "status": "processing", "currency": "EUR", "prices_include_tax": True, "date_created_gmt": "2026-11-10T06:04:28",
    "date_modified_gmt": "2026-11-11T06:04:28", "date_paid_gmt": "2026-11-10T06:05:00", "total": "16.80", "customer_id": 0, "payment_method": "bacs",
    "payment_method_title": "Bank transfer", "transaction_id": "", "billing": {"email": "hanna@test.example", "country": "DE"},
    "shipping": {"first_name": "Hanna", "last_name": "Huber", "postcode": "04109", "country": "DE", "state": ""}, "line_items": [_item(1)],
    "shipping_lines": [{"id": 3, "total": "4.12", "total_tax": "0.78", "taxes": [{"id": 1, "total": "0.78", "subtotal": ""}]}], "fee_lines": [],
    "tax_lines": [{"id": 4, "rate_id": 1, "label": "MwSt.", "rate_percent": 19}], "coupon_lines": [], "refunds": [], "meta_data": [],
}  # fmt: skip


def facts_of(order: dict[str, Any]) -> OrderFacts:
    return order_facts(order, default_market="DE", zone="Europe/Berlin", shop_currency="EUR")


def _captured(name: str, *, refunds: bool = True) -> dict[str, Any]:
    path = CAPTURES / NAMES[name]
    if not path.exists():
        pytest.skip("the captured orders are not beside this checkout")
    found = json.loads(path.read_text(encoding="utf-8"))
    order: dict[str, Any] = found["order_after"]["body"]
    return {**order, "refunds": found["refunds_after"]["body"]} if refunds else order


@pytest.mark.parametrize(("name", "total", "tax"), [("mug", 6720, 1073), ("coupon", 16554, 2759), ("fee", 2592, 0)])
def test_captured_orders_come_out_to_the_cent(name: str, total: int, tax: int) -> None:
    facts = facts_of(_captured(name))
    frozen = freeze(facts)
    assert (frozen.total, frozen.tax, facts.source_total_minor) == (total, tax, total)


def test_what_was_typed_is_kept_and_hidden_meta_is_not() -> None:
    mug, socks = facts_of(_captured("mug")).lines
    assert mug.inputs == ({"name": "Engraving", "value": "Für Oma 💛\nHeidi"}, {"name": "Font", "value": "Script"})
    assert (mug.customer_input, socks.customer_input, mug.unit_price_minor, mug.tax_rate) == ("own_text", "none", 2490, "0.19")


def test_refunds_are_told_by_line_and_goodwill_by_itself() -> None:
    past = facts_of(_captured("mug")).past
    assert [(one.of, one.line, one.quantity, one.amount_minor) for one in past] == [("18", "", 0, 500), ("17", "2", 1, 1250)]
    whole = facts_of(_captured("coupon")).past
    assert [(one.amount_minor, one.line, one.text) for one in whole] == [(16554, "", "Rétractation")]


def test_a_fee_for_personalising_belongs_to_its_line() -> None:
    facts = facts_of(_captured("fee"))
    (case,) = facts.lines
    assert (case.unit_price_minor, case.source_price, case.inputs[0]["value"]) == (2180, "16.80 + 5.00", "張偉 ❤ Łukasz")
    assert facts.cancelled_at == datetime.fromisoformat("2026-11-22T06:04:41+00:00") and facts.market == "ES"
    assert facts.contact is not None and facts.contact.note == "Please hurry, it's a gift <3"


def test_other_fees_are_lines_that_are_no_goods_and_negative_ones_a_discount() -> None:
    fees = [
        {"id": 7, "name": "Gift box", "total": "2.00", "total_tax": "0.38", "meta_data": []},
        {"id": 8, "name": "Regular", "total": "-1.00", "total_tax": "-0.19"},
    ]
    facts = facts_of({**ORDER, "fee_lines": fees, "total": "17.99"})
    assert [(line.source_id, line.flags) for line in facts.lines] == [("1", {}), ("fee-7", {"no_goods": True})]
    assert freeze(facts).total == facts.source_total_minor == 1799
    refund = {"id": 9, "amount": "2.38", "date_created_gmt": "2026-11-12T06:00:00", "line_items": [], "fee_lines": [
        {"id": 12, "total": "-2.00", "total_tax": "-0.38", "meta_data": _meta(_refunded_item_id="7")}]}  # fmt: skip
    assert [(one.line, one.amount_minor) for one in facts_of({**ORDER, "fee_lines": fees, "refunds": [refund]}).past] == [("fee-7", 238)]


def test_gift_wishes_dashes_and_chosen_variants_are_no_own_text() -> None:
    meta = [*_meta(**{"Gift message": "Happy birthday", "Text": "-", "_design_id": "d1"}), *_meta(pa_color="Blue")]
    facts = facts_of(
        {**ORDER, "line_items": [_item(1, meta_data=meta, variation_id=5), _item(2, meta_data=_meta(Photo="https://x.example/1.png"))]}
    )
    first, second = facts.lines
    assert (first.customer_input, first.inputs, first.variant, facts.gift) == ("preset_choice", (), "Blue", True)
    assert second.customer_input == "own_image"


def test_prices_without_tax_in_california_come_out_to_the_cent() -> None:
    line = _item(1, subtotal="30.00", subtotal_tax="2.78", total="27.00", total_tax="2.50", quantity=3)
    place = {"country": "US", "state": "CA", "postcode": "94601"}
    facts = facts_of({**ORDER, "prices_include_tax": False, "line_items": [line], "shipping": place, "total": "34.40"})
    assert (facts.market, facts.lines[0].discount_minor, freeze(facts).total) == ("US-CA", 300, 3440)


def test_a_second_reading_learns_refunds_by_name_once_and_changes_no_price(tmp_path: Path, now: datetime) -> None:
    shop, file = make_shop("gifts", now), tmp_path / "orders.json"

    def bring(order: dict[str, Any]) -> tuple[int, int, int]:
        file.write_text(json.dumps([order]))
        found = import_file(file, shop.merchant)
        assert (found["format"], found["refused"]) == ("woocommerce", 0)
        return found["new"], found["changed"], found["unchanged"]

    def went_back() -> list[tuple[str, int]]:
        with unit(merchants=[shop.id]):
            order = orders.orders_page(number="16")[0]
            assert order.total_minor == 1680
            return sorted((one.source_key, one.amount_minor) for one in orders.past_returns_of(order.id))

    assert bring(ORDER) == (1, 0, 0) and went_back() == []
    assert bring(ORDER) == (0, 0, 1)
    summary = {**ORDER, "refunds": [{"id": 17, "reason": "late", "total": "-5.00"}]}
    assert bring(summary) == (0, 1, 0) and went_back() == [("17", 500)]
    part = {"id": 5, "quantity": 0, "total": "-2.00", "total_tax": "-0.38", "meta_data": _meta(_refunded_item_id="1")}
    named = {"id": 17, "amount": "5.00", "reason": "late", "date_created_gmt": "2026-11-12T06:00:00", "line_items": [part]}
    dearer = _item(1, subtotal="99.00", total="99.00")
    assert bring({**ORDER, "refunds": [named], "line_items": [dearer]}) == (0, 1, 0)
    assert went_back() == [("17:0", 238), ("17:rest", 262)]
    assert bring(summary) == (0, 1, 0) and went_back() == [("17:0", 238), ("17:rest", 262)]


def test_the_same_order_has_the_same_digest_and_drafts_are_no_orders() -> None:
    assert facts_digest(facts_of(ORDER)) == facts_digest(facts_of(json.loads(json.dumps(ORDER))))
    with pytest.raises(Refusal, match="never placed"):
        facts_of({**ORDER, "status": "checkout-draft"})


def test_a_list_lines_one_order_and_an_answer_in_its_cover_are_read(tmp_path: Path, now: datetime) -> None:
    shop, other = make_shop("gifts", now), {**ORDER, "id": 17, "number": "17"}
    for place, content in enumerate([
        json.dumps([ORDER, other], indent=1), f"{json.dumps(ORDER)}\n\nbroken\n{json.dumps(other)}\n", json.dumps(ORDER, indent=2),
        json.dumps({"status": 200, "body": [ORDER]}), json.dumps({"orders": [ORDER]}),
    ]):  # fmt: skip
        file = tmp_path / f"{place}.json"
        file.write_text(content)
        found = import_file(file, shop.merchant)
        assert found["new"] + found["unchanged"] == (2 if place < 2 else 1)
        assert found["refused"] == (1 if place == 1 else 0)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += _places(one, (*path, key))
    return found


_FULL = {
    **ORDER, "line_items": [_item(1, meta_data=_meta(Text="Hanna"))],
    "fee_lines": [{"id": 7, "name": "P", "total": "1.00", "total_tax": "0.00", "taxes": [], "meta_data": _meta(**{"_Customization For": "Mug (Line Item Number-1)"})}],
    "refunds": [{"id": 17, "amount": "5.00", "line_items": [{"id": 5, "quantity": -1, "total": "-1.00", "total_tax": "-0.19", "meta_data": _meta(_refunded_item_id="1")}]}],
}  # fmt: skip
_JUNK = st.sampled_from(
    [None, "", "NaN", -1, 10**30, 1.5, True, [], {}, [[]], [None], "\x00", "\ud800", {"a": 3}, "1e999", "2026-99-99", "x" * 500]
)


@given(st.sampled_from(_places(_FULL)), _JUNK)
def test_an_order_that_is_broken_anywhere_is_read_or_refused_with_a_reason(place: tuple[Any, ...], junk: Any) -> None:
    order = copy.deepcopy(_FULL)
    inside: Any = order
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = junk
    try:
        facts = facts_of(order)
        frozen = freeze(facts)
    except Refusal as refusal:
        assert refusal.code and refusal.message and refusal.remedy
    else:
        assert frozen.total == sum(line.gross for line in frozen.lines) + sum(line.shipping_share for line in frozen.lines)
