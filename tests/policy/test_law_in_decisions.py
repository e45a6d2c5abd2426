"""How sure the law is decides who may say no, and by when somebody answers."""

from datetime import date

import pytest

from makegood.law.load import codes, market
from makegood.policy.decide import decide
from makegood.policy.rules import load_policy

NOTHING = "policy: p\ncurrency: EUR\nrules:\n  - id: all\n    set: {remedies: [none], approval: auto}\n"
UNSURE = [code for code in codes() if code != "EU" and market(code)["confidence"] != "high"]


@pytest.mark.parametrize("code", UNSURE)
@pytest.mark.parametrize("kind", ["change_of_mind", "defective", "late", "customer_input_error"])
def test_what_rests_on_less_than_sure_law_is_never_refused_by_a_rule(code: str, kind: str) -> None:
    """Bought and delivered in 2019, asked for in 2026, under a policy that gives nothing: where the law is not sure a person says no, or nobody."""
    order = {"market": code, "currency": "EUR", "placed_on": "2019-01-02", "delivered_on": "2019-01-09", "promised_on": "2019-01-12"}
    facts = {"case": {"kind": kind, "quantity": 1}, "order": order, "item": {"customer_input": "own_text", "price": "24.90"}}
    found = decide(facts, load_policy(NOTHING), on=date(2026, 11, 26))
    assert found.outcome != "refused"
    if found.outcome == "needs_review":
        assert found.slots["approval"] == "review" and found.reasons


@pytest.mark.parametrize("kind", ["change_of_mind", "cancellation"])
def test_days_that_contradict_each_other_are_no_ground_for_a_refusal_either(kind: str) -> None:
    order = {"market": "DE", "currency": "EUR", "placed_on": "2026-10-12", "delivered_on": "2026-10-02"}
    facts = {"case": {"kind": kind, "quantity": 1}, "order": order, "item": {"customer_input": "own_text", "price": "24.90"}}
    found = decide(facts, load_policy(NOTHING), on=date(2026, 11, 26))
    assert found.outcome == "needs_review" and "law_uncertain: DE (medium)" in found.reasons


@pytest.mark.parametrize(("code", "most"), [("PL", 14 * 24), ("CZ", 720), ("BR", 5 * 24), ("SI", 48), ("DE", 48)])
def test_no_answer_is_promised_for_later_than_the_law_asks(code: str, most: int) -> None:
    """A month in the policy becomes the law's days; what is only a note of the law (SI) moves nothing, nor does silence (DE)."""
    hours = 720 if code not in ("SI", "DE") else 48
    text = NOTHING.replace("remedies: [none]", f"remedies: [refund], answer_within_hours: {hours}")
    order = {"market": code, "currency": "EUR", "placed_on": "2026-11-01", "delivered_on": "2026-11-09"}
    facts = {"case": {"kind": "defective", "quantity": 1}, "order": order, "item": {"customer_input": "none", "price": "24.90"}}
    assert decide(facts, load_policy(text), on=date(2026, 11, 26)).slots["answer_within_hours"] == most


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("DE", "needs_review"), ("NO", "needs_review"), ("FR", "needs_review"), ("GB", "refused"), ("US", "refused"), ("JP", "needs_review")],
)
def test_who_calls_off_an_engraved_mug_before_it_is_made_is_heard_where_the_law_may_let_them(code: str, outcome: str) -> None:
    """There is no withdrawal from it, but in Germany the contract may be ended until it is made (BGB 650, 648); no rule says no to that."""
    order = {"market": code, "currency": "EUR", "placed_on": "2026-11-24", "disclosures": ["policy_in_advert", "policy_on_final_screen"]}
    facts = {"case": {"kind": "cancellation", "quantity": 1}, "order": order, "item": {"customer_input": "own_text", "price": "24.90"}}
    found = decide(facts, load_policy(NOTHING), on=date(2026, 11, 26))
    assert found.outcome == outcome
    assert any(reason.startswith("may_be_called_off: ") for reason in found.reasons) is (outcome == "needs_review")
    facts["order"] = order | {"delivered_on": "2026-11-25"}
    assert decide(facts, load_policy(NOTHING), on=date(2026, 11, 26)).outcome == "refused"
