"""What is decided by a policy, and what it and its facts are refused for."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel.refusal import Refusal
from makegood.policy.decide import decide
from makegood.policy.rules import PolicyInvalid, load_policy

SAMPLES = Path(__file__).resolve().parent.parent.parent / "src" / "makegood" / "policy" / "samples"
DAY = date(2026, 11, 20)
ALWAYS = "policy: p\ncurrency: EUR\nrules:\n  - id: all\n    set: {%s}\n"


def facts(kind: str, market: str = "DE", given: str = "own_text", **item: Any) -> dict[str, Any]:
    return {
        "case": {"kind": kind, "quantity": 1, "value": "24.90"},
        "order": {"placed_on": "2026-11-03", "delivered_on": "2026-11-12", "market": market, "currency": "EUR", "total": "28.80",
                  "outbound_shipping": "3.90", "standard_shipping": "3.90", "disclosures": ["withdrawal_info"]},
        "item": {"customer_input": given, "price": "24.90", **item},
    }  # fmt: skip


def test_an_unknown_rule_before_the_filler_sends_it_to_a_person() -> None:
    text = "policy: p\ncurrency: EUR\nrules:\n  - id: cheap\n    when: item.cost < 20\n    set: {approval: auto, remedies: [refund]}\n"
    text += "  - id: rest\n    set: {approval: auto, remedies: [store_credit]}\n"
    found = decide(facts("late"), load_policy(text), on=DAY)
    assert found.outcome == "needs_review" and found.missing == ["item.cost"]
    assert decide(facts("late", cost="5.00"), load_policy(text), on=DAY).outcome == "offered"


@pytest.mark.parametrize("market", ["DE", "FR", "GB", "AU", "US-CA", "BR"])
def test_no_policy_takes_away_what_is_owed_for_a_broken_thing(market: str) -> None:
    mean = load_policy(
        ALWAYS % "eligible: no, remedies: [none], return_paid_by: customer, release_refund_on: supplier_credit, approval: auto"
    )
    given_facts = facts("defective", market)
    unsaid = decide(given_facts, mean, on=DAY)
    assert (unsaid.outcome, unsaid.missing) == (("needs_review", ["case.major"]) if market == "AU" else ("offered", []))
    given_facts["case"]["major"] = False
    found = decide(given_facts, mean, on=DAY)
    assert found.outcome == "offered" and found.statutory
    assert found.slots["return_paid_by"] == "shop" and found.slots["release_refund_on"] != "supplier_credit"
    assert {lift["slot"] for lift in found.lifted} >= {"eligible", "remedies"} and all(lift["citation"] for lift in found.lifted)


def test_a_refusal_on_unsure_law_goes_to_a_person() -> None:
    mean = load_policy(ALWAYS % "eligible: no, remedies: [none], approval: auto")
    assert decide(facts("change_of_mind", "DE"), mean, on=DAY).outcome == "refused"
    assert decide(facts("change_of_mind", "PL"), mean, on=DAY).outcome == "needs_review"


def test_several_troubles_are_the_union() -> None:
    policy = load_policy((SAMPLES / "gifts.yaml").read_text())
    both = facts("late")
    both["case"]["kinds"] = ["damaged_in_transit", "customization_error"]
    found = decide(both, policy, on=DAY)
    assert found.kinds == ("damaged_in_transit", "customization_error") and found.slots["claim_on"] == ["supplier", "carrier"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: &x 1\nb: *x",
        ALWAYS % "message: it's, &a b's, contingent: it's, *a, b's",
        ALWAYS % "message: &-x a, contingent: *-x",
        ALWAYS % "window: {from: order}",
        ALWAYS % "refund_outbound_shipping: 1",
        "policy: p\ncurrency: XXX\nrules: []",
        "x" * 1_100_000,
        "[" * 5000,
        ALWAYS % "ship_bakc: hub",
    ],
)
def test_a_wrong_policy_is_refused_with_its_errors(text: str) -> None:
    with pytest.raises(PolicyInvalid) as wrong:
        load_policy(text)
    assert wrong.value.errors[0]["message"]


def test_yaml_words_stay_words() -> None:
    assert load_policy(ALWAYS % "eligible: no, remedies: [none]").rules[0].sets["eligible"] == "no"


@given(
    st.dictionaries(
        st.sampled_from(["case", "order", "item", "nonsense"]),
        st.dictionaries(st.sampled_from(["kind", "market", "cost"]), st.text(max_size=5)),
    )
)
def test_hostile_facts_are_refused(given_facts: dict[str, Any]) -> None:
    policy = load_policy((SAMPLES / "home.yaml").read_text())
    try:
        decide(given_facts, policy, on=DAY)
    except Refusal as refusal:
        assert refusal.message


@pytest.mark.parametrize(
    "wrong",
    [[], "x", {"case": 5}, {"case": "ab"}, {"case": {"kinds": 5}, "order": {"market": "DE"}}, {"case": {"kinds": [{}]}}, {},
     {"case": {"kind": "late"}, "order": {"market": "DE", "discount_percent": True}},
     {"case": {"kind": "late"}, "order": {"market": "DE", "discount_percent": float("inf")}}],
)  # fmt: skip
def test_facts_without_form_are_refused(wrong: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        decide(wrong, load_policy(ALWAYS % "approval: review"), on=DAY)
    assert refusal.value.code == "bad_input"


def test_a_number_is_what_was_written() -> None:
    policy = load_policy(
        "policy: p\ncurrency: EUR\nrules:\n  - id: a\n    when: order.discount_percent == 10.1\n    set: {approval: review}\n"
    )
    given_facts = facts("late")
    given_facts["order"]["discount_percent"] = 10.1
    assert decide(given_facts, policy, on=DAY).trace[0]["outcome"] == "held"


WINDOW = "window: {days: 30, from: delivery}, eligible: 'yes', remedies: [refund], approval: auto"


def test_the_customers_clock_stops_at_their_first_word_and_starts_with_the_last_parcel() -> None:
    policy, case = load_policy(ALWAYS % WINDOW), facts("change_of_mind", "US")
    late = date(2026, 12, 20)
    assert decide(case, policy, on=late).outcome != "offered"
    case["case"]["notified_on"] = "2026-12-12"
    assert decide(case, policy, on=late).outcome == "offered"
    case["item"]["delivered_on"] = "2026-11-01"
    assert decide(case, policy, on=late).outcome == "offered"
    case["case"]["notified_on"] = "2026-12-13"
    assert "window_over" in decide(case, policy, on=late).reasons


def test_a_window_of_days_and_a_last_day_ends_with_the_later() -> None:
    policy = load_policy(ALWAYS % WINDOW.replace("delivery}", "delivery, until: 2027-01-31}"))
    assert decide(facts("change_of_mind", "US"), policy, on=date(2027, 1, 31)).outcome == "offered"
    early = load_policy(ALWAYS % WINDOW.replace("delivery}", "delivery, until: 2026-11-15}"))
    assert decide(facts("change_of_mind", "US"), early, on=date(2026, 12, 12)).outcome == "offered"


def test_a_repair_that_failed_since_the_first_word_counts() -> None:
    case, policy = facts("defective"), load_policy(ALWAYS % "remedies: [repair, replacement], approval: auto")
    case["case"] |= {"notified_on": "2026-11-13"}
    assert "refund" not in decide(case, policy, on=DAY).statutory
    case["case"]["events"] = [{"kind": "repair_failed", "on": "2026-11-18"}]
    assert "refund" in decide(case, policy, on=DAY).statutory
    assert "refund" not in decide(case, policy, on=date(2026, 11, 17)).statutory


def test_a_wait_that_has_become_too_long_since_the_first_word_counts() -> None:
    case = facts("not_delivered")
    case["order"] |= {"delivered_on": None, "promised_on": "2026-11-15"}
    case["case"]["notified_on"] = "2026-11-10"
    policy = load_policy(ALWAYS % "remedies: [none], approval: auto")
    assert decide(case, policy, on=date(2026, 11, 15)).outcome == "refused"
    assert decide(case, policy, on=DAY).outcome == "offered"


def test_an_input_nobody_told_is_unknown_to_every_rule() -> None:
    text = "policy: p\ncurrency: EUR\nrules:\n  - id: own\n    when: item.personalised\n    set: {remedies: [remake]}\n"
    policy = load_policy(text + "  - id: rest\n    set: {remedies: [replacement], approval: auto}\n")
    assert decide(facts("defective", given="unknown"), policy, on=DAY).missing == ["item.personalised"]


def test_amounts_are_in_the_currency_of_the_policy() -> None:
    case = facts("defective")
    case["case"]["value"] = case["item"]["price"] = "24.900"
    for name in ("currency", "total", "outbound_shipping", "standard_shipping"):
        del case["order"][name]
    policy = load_policy((ALWAYS % "approval: auto").replace("EUR", "KWD"))
    assert decide(case, policy, on=DAY).outcome == "offered"
