"""What is put to the customer: exact amounts in their currency, never under the law's floor, never more than was paid."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.interfaces.console.policy import decide_command
from makegood.kernel.money import minor_from_text
from makegood.policy.decide import decide
from makegood.policy.offer_money import OfferMoney, money_of_facts
from makegood.policy.offers import make_offers
from makegood.policy.raise_to_floor import granted_rights
from makegood.policy.rules import Policy, load_policy
from tests.policy.test_decide import ALWAYS, DAY, facts
from tests.policy.test_floor import cases, policies


@given(policies(), cases(), st.integers(0, 40))
@settings(max_examples=300, deadline=None)
def test_no_offer_is_under_the_floor_or_over_what_was_paid(policy: Policy, case: dict[str, Any], after: int) -> None:
    found = decide(case, policy, on=date.fromordinal(DAY.toordinal() + after))
    money = money_of_facts(found)
    assert money is not None
    offers = make_offers(found, money=money, market=case["order"]["market"])
    assert offers == make_offers(decide(case, policy, on=found.on), money=money, market=case["order"]["market"])
    assert not offers or found.outcome != "refused"
    for offer in offers:
        assert 0 <= offer["amount_minor"] <= 2490 + 390
        assert (offer["basis"] == "statutory") == (offer["remedy"] in found.statutory)
        assert (offer["right"] is not None) == (offer["basis"] == "statutory")
    if "refund" in found.statutory:
        owed = min(_owed(name, right) for name, right in granted_rights(found))
        assert next(offer for offer in offers if offer["remedy"] == "refund")["amount_minor"] >= owed


def _owed(name: str, right: Any) -> int:
    """Price and delivery for what the shop answers for; price, owed delivery and no more than the lawful fees for a change of mind."""
    if name != "withdrawal":
        return 2490 + 390
    fees = minor_from_text(right["max_fee"], "EUR") + (600 if right["return_paid_by"] == "customer" else 0)
    return 2490 + minor_from_text(right["outbound_shipping_refunded"], "EUR") - fees


def _order(currency: str, price: str, shipping: str, **more: Any) -> dict[str, Any]:
    return {
        "currency": currency, "prices_include_tax": True, "order_discount": "0",
        "lines": [{"id": "a", "quantity": 1, "unit_price": price, "discount": "0", "tax_rate": "0"}],
        "shipping": {"price": shipping, "discount": "0", "tax_rate": "0"}, **more,
    }  # fmt: skip


def test_slots_are_in_the_policys_currency_and_offers_in_the_customers() -> None:
    """6.00 USD at 0.0064 USD a yen is 937.5 yen, and the broken yen is the customer's; 5.00 EUR of delivery are never 1 cent less."""
    case = facts("change_of_mind", "JP", "none")
    policy = load_policy(
        (ALWAYS % "remedies: [refund], return_paid_by: customer, return_fee: '6.00', approval: auto").replace("EUR", "USD")
    )
    money = OfferMoney(_order("JPY", "5000", "900"), "a", 1, shop_rate="0.0064")
    [offer] = make_offers(decide(case, policy, on=DAY), money=money, market="JP")
    assert offer["amount_minor"] == 5000 - 937 and offer["currency"] == "JPY"

    case = facts("change_of_mind", "DE", "none")
    case["order"] |= {"outbound_shipping": "15.00", "standard_shipping": "5.00", "total": "39.90"}
    policy = load_policy((ALWAYS % "remedies: [refund], return_paid_by: customer, approval: auto").replace("EUR", "USD"))
    money = OfferMoney(_order("EUR", "23.05", "13.89"), "a", 1, with_shipping=True, shop_rate="1.08")
    [offer] = make_offers(decide(case, policy, on=DAY), money=money, market="DE")
    assert offer["breakdown"]["shipping"]["gross"] == "4.63" and Fraction("4.63") * Fraction("1.08") >= 5


@given(st.integers(1, 10**6), st.fractions(Fraction(1, 1000), 1000))
@settings(deadline=None)
def test_all_of_the_shipping_goes_back_at_any_rate(shipping: int, rate: Fraction) -> None:
    """There and back through a rate loses no cent: what is owed in full is asked in full."""
    case = facts("change_of_mind", "DE", "none")
    shop = max(1, int(shipping * rate))
    case["order"] |= {"outbound_shipping": f"{shop // 100}.{shop % 100:02d}", "standard_shipping": None, "total": None}
    policy = load_policy(ALWAYS % "remedies: [refund], approval: auto")
    money = OfferMoney(_order("USD", "9.00", f"{shipping // 100}.{shipping % 100:02d}"), "a", 1, with_shipping=True, shop_rate=str(rate))
    [offer] = make_offers(decide(case, policy, on=DAY), money=money, market="DE")
    assert offer["amount_minor"] == 900 + shipping


def test_shipping_that_went_back_is_not_paid_twice_and_duties_stay() -> None:
    case = facts("change_of_mind", "DE", "none")
    case["order"] |= {"outbound_shipping": "15.00", "standard_shipping": "5.00", "total": "39.90"}
    policy = load_policy(ALWAYS % "remedies: [refund], approval: auto")
    for back, owed in (("0.01", "4.99"), ("4.00", "1.00"), ("5.00", "0.00"), ("15.00", "0.00")):
        order = _order("EUR", "24.90", "15.00", duties="3.00", refunded=[{"shipping": True, "amount": back}])
        [offer] = make_offers(decide(case, policy, on=DAY), money=OfferMoney(order, "a", 1, with_shipping=True), market="DE")
        assert (offer["breakdown"]["shipping"]["gross"], offer["breakdown"]["duties"]) == (owed, "3.00")
    order = _order("EUR", "24.90", "15.00", duties="3.00", refunded=[{"shipping": True, "amount": "15.00"}])
    broken = decide(facts("defective"), policy, on=DAY)
    offers = make_offers(broken, money=OfferMoney(order, "a", 1, with_shipping=True), market="DE")
    assert [offer["amount_minor"] for offer in offers if offer["remedy"] == "refund"] == [2790]


def test_several_kinds_pay_what_the_best_of_them_pays() -> None:
    case = facts("change_of_mind", "DE", "none")
    case["case"]["kinds"] = ["change_of_mind", "defective"]
    case["order"] |= {"outbound_shipping": "15.00", "standard_shipping": "5.00", "total": "39.90"}
    policy = load_policy(ALWAYS % "remedies: [refund], restocking_fee: '3.00', approval: auto")
    found = decide(case, policy, on=DAY)
    money = OfferMoney(_order("EUR", "24.90", "15.00"), "a", 1, with_shipping=True)
    offers = {offer["remedy"]: offer for offer in make_offers(found, money=money, market="DE")}
    assert offers["refund"]["amount_minor"] == 3990
    assert offers["replacement"]["right"] == "conformity" if "replacement" in offers else offers["remake"]["right"] == "conformity"


def test_what_is_refused_is_not_offered() -> None:
    found = decide(facts("change_of_mind"), load_policy(ALWAYS % "eligible: 'no', remedies: [refund], approval: auto"), on=DAY)
    assert found.outcome == "refused"
    assert make_offers(found, money=OfferMoney(_order("EUR", "24.90", "3.90"), "a", 1), market="DE") == []


def test_shares_are_rounded_half_up() -> None:
    policy = load_policy(
        ALWAYS % "remedies: [partial_refund, store_credit], partial_percent: 25, store_credit_bonus_percent: 5, approval: auto"
    )
    found = decide(facts("customer_input_error", "DE"), policy, on=DAY)
    offers = make_offers(found, money=OfferMoney(_order("EUR", "24.90", "0"), "a", 1), market="DE")
    assert [offer["amount_minor"] for offer in offers] == [623, 2490 + 125]


def test_the_command_makes_offers_of_the_facts_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, lines = tmp_path / "p.yaml", tmp_path / "f.jsonl"
    policy.write_text(ALWAYS % "remedies: [remake, refund], approval: auto")
    rows: list[Any] = [
        facts("defective"),
        [],
        {"case": 5},
        facts("defective") | {"money": 5},
        facts("defective") | {"money": {"order": {}}},
    ]
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert decide_command(str(policy), str(lines), on=DAY, json=True) == 0
    good, *others = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert [(offer["remedy"], offer["amount_minor"]) for offer in good["offers"]] == [("remake", 0), ("refund", 2880)]
    assert [other["refusal"]["code"] for other in others] == ["bad_input"] * 4
