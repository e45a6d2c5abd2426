"""What promise.md says of decisions, sentence by sentence where a case once showed that it did not hold."""

from datetime import date
from typing import Any

import pytest

from makegood.policy.decide import Decision, decide
from makegood.policy.expression import ExpressionError, parse
from makegood.policy.offers import OfferMoney, make_offers
from makegood.policy.rules import load_policy
from tests.policy.test_decide import facts

DAY = date(2026, 11, 20)
HEAD = "policy: p\ncurrency: EUR\nrules:\n"


def decided(rules: str, given: dict[str, Any], on: date = DAY) -> Decision:
    return decide(given, load_policy(HEAD + rules), on=on)


def order(currency: str = "EUR", **more: Any) -> dict[str, Any]:
    line = {"id": "a", "quantity": 1, "unit_price": "100.00", "discount": "0.00", "tax_rate": "0.19"}
    shipping = {"price": "10.00", "discount": "0.00", "tax_rate": "0.19"}
    return {"currency": currency, "prices_include_tax": True, "lines": [line], "order_discount": "0.00", "shipping": shipping, **more}


def test_a_window_is_measured_on_the_day_of_the_first_word() -> None:
    rule = "  - {id: w, set: {window: {days: 10, from: delivery}, eligible: 'yes', remedies: [refund], approval: auto}}\n"
    given = facts("change_of_mind", "AU", "none")
    assert decided(rule, given).outcome == "offered"  # delivered on the 12th, asked on the 20th
    late = decided(rule, given, on=date(2026, 11, 30))
    assert late.outcome != "offered" and "window_over" in late.reasons
    given["case"]["notified_on"] = "2026-11-20"
    assert decided(rule, given, on=date(2026, 11, 30)).outcome == "offered"


def test_a_fee_is_kept_in_the_customers_money() -> None:
    rule = "  - {id: f, set: {eligible: 'yes', remedies: [refund], approval: auto, ship_back: hub, return_paid_by: customer, return_fee: '6.00'}}\n"
    found = decided(rule, facts("change_of_mind", "AU", "none"))
    money = OfferMoney(order("USD"), "a", 1, shop_rate="0.80")  # 0.80 EUR for a dollar
    offer = make_offers(found, money=money, market="AU")[0]
    assert offer["breakdown"]["fees"] == [{"kind": "label", "amount": "7.50"}]
    assert offer["amount_minor"] == 9250


def test_the_laws_postage_is_owed_in_the_customers_money() -> None:
    given = facts("change_of_mind", "DE", "none")
    given["order"] |= {"total": "88.00", "outbound_shipping": "8.00", "standard_shipping": "4.00"}
    given["case"]["value"] = given["item"]["price"] = "80.00"
    found = decided("  - {id: f, set: {approval: auto, ship_back: hub}}\n", given)
    money = OfferMoney(order("USD"), "a", 1, with_shipping=True, shop_rate="0.80")
    assert make_offers(found, money=money, market="DE")[0]["breakdown"]["shipping"]["gross"] == "5.00"


def test_a_cost_that_one_trouble_forbids_is_not_taken_for_the_other() -> None:
    rules = (
        "  - {id: mind, when: case.kind == change_of_mind, set: {eligible: 'yes', remedies: [refund], approval: auto, ship_back: hub, "
        "return_paid_by: customer, return_fee: '5.00', restocking_fee: {percent: 10}}}\n"
        "  - {id: broken, set: {remedies: [replacement, refund], approval: auto, ship_back: none}}\n"
    )
    given = facts("change_of_mind", "AU", "none")
    given["case"] = {**given["case"], "kinds": ["change_of_mind", "defective"]}
    found = decided(rules, given)
    assert found.slots["ship_back"] == "none" and found.slots["return_paid_by"] == "shop"
    assert "restocking_fee" not in found.slots and "return_fee" not in found.slots
    offers = make_offers(found, money=OfferMoney(order(), "a", 1), market="AU")
    assert next(offer for offer in offers if offer["remedy"] == "refund")["amount_minor"] == 10_000


def test_a_refusal_on_unsure_law_is_never_automatic() -> None:
    rule = "  - {id: w, set: {window: {days: 1, from: delivery}, eligible: 'yes', remedies: [refund], approval: auto}}\n"
    found = decided(rule, facts("change_of_mind", "CA-BC", "none") | {})
    assert found.entitlements["change_of_mind"]["confidence"] == "low"
    assert found.outcome in ("needs_review", "offered")
    sure = decided(rule, facts("change_of_mind", "AU", "none"))
    assert sure.outcome == ("refused" if sure.entitlements["change_of_mind"]["confidence"] == "high" else "needs_review")


def test_a_defect_whose_guarantee_is_over_may_still_be_a_change_of_mind() -> None:
    given = facts("late", "DE", "none")
    found = decided("  - {id: n, set: {remedies: [none], approval: auto}}\n", given)  # it came, so the delay gives nothing any more
    assert found.outcome == "offered" and found.statutory == ["refund"]


@pytest.mark.parametrize(
    "text",
    [
        "between(case.quantity, order.placed_on, 3)", "between(item.cost, 1, case.quantity)", "starts_with(item.sku, item.cost)",
        "contains(order.tags, case.quantity)",
    ],
)  # fmt: skip
def test_what_can_not_be_compared_is_an_error(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text, "EUR")
