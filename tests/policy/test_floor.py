"""What holds for every policy and every market: nothing under the law's floor, and a trace that says where each word came from."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.law.load import codes
from makegood.policy.decide import decide, replay
from makegood.policy.decision import Decision
from makegood.policy.raise_to_floor import rights_of
from makegood.policy.rules import Policy, load_policy
from makegood.policy.slots import LAWFUL_RELEASES
from tests.policy.test_decide import ALWAYS, DAY, facts

KINDS = ["change_of_mind", "defective", "wrong_item", "customization_error", "not_delivered", "late", "customer_input_error", "recalled"]
CHOICES: dict[str, list[str]] = {
    "window": ["{days: 7, from: delivery}", "{days: 60, from: order}", "{until: 2026-11-10}"],
    "eligible": ["'yes'", "'no'", "review"],
    "remedies": ["[none]", "[]", "[refund]", "[store_credit]", "[replacement, refund]", "[remake, partial_refund]", "[repair]"],
    "partial_percent": ["20"],
    "customer_share_percent": ["50"],
    "ship_back": ["hub", "none"],
    "keep_item": ["donate", "keep"],
    "return_paid_by": ["customer", "shop"],
    "return_fee": ["6.00"],
    "restocking_fee": ["15.00", "{percent: 20}"],
    "refund_outbound_shipping": ["true", "false"],
    "release_refund_on": ["approval", "carrier_scan", "delivery", "inspection", "supplier_credit"],
    "chooser": ["customer", "shop"],
    "approval": ["auto", "review"],
    "answer_within_hours": ["720"],
}


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    rules = ""
    for index in range(draw(st.integers(1, 3))):
        slots = draw(st.lists(st.sampled_from(sorted(CHOICES)), min_size=1, max_size=8, unique=True))
        when = draw(st.sampled_from(["", "    when: case.kind == change_of_mind\n", "    when: item.cost < 20\n"]))
        sets = ", ".join(f"{slot}: {draw(st.sampled_from(CHOICES[slot]))}" for slot in slots)
        rules += f"  - id: r{index}\n{when}    set: {{{sets}}}\n"
    return load_policy("policy: p\ncurrency: EUR\nrules:\n" + rules)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True))
    found = facts(
        kinds[0],
        draw(st.sampled_from([code for code in sorted(codes()) if code != "EU"])),
        draw(st.sampled_from(["none", "own_text", "unknown"])),
    )
    found["case"]["kinds"] = kinds
    if draw(st.booleans()):
        found["item"]["cost"] = "5.00"
    if draw(st.booleans()):
        found["order"]["delivered_on"] = None
    return found


def _check_floor(found: Decision, kind: str) -> None:
    for name, right in rights_of(kind, found.entitlements[kind]):
        if not right["granted"]:
            continue
        assert found.outcome != "refused" and found.slots["eligible"] == "yes"
        assert set(found.statutory) <= set(found.slots["remedies"])
        assert found.slots["remedies"][: len(found.statutory)] == found.statutory
        assert found.statutory or found.outcome == "needs_review"
        assert found.slots["release_refund_on"] in LAWFUL_RELEASES
        if name != "withdrawal" or right["return_paid_by"] == "shop":
            assert found.slots["return_paid_by"] == "shop" or right.get("return_paid_by") == "customer"
        if name != "withdrawal":
            assert str(found.slots.get("restocking_fee", "0")) in ("0", "{'percent': 0}")
            assert not found.slots.get("customer_share_percent") and found.slots["refund_outbound_shipping"]
        if right.get("chooser", "customer") == "customer":
            assert found.slots["chooser"] == "customer"


@given(policies(), cases(), st.integers(0, 60))
@settings(max_examples=400, deadline=None)
def test_no_policy_takes_away_what_the_law_gives(policy: Policy, case: dict[str, Any], after: int) -> None:
    on = date.fromordinal(DAY.toordinal() + after)
    found = decide(case, policy, on=on)
    for kind in found.kinds:
        _check_floor(found, kind)
    if found.outcome == "refused":
        assert any(found.entitlements[kind]["confidence"] == "high" for kind in found.kinds)
        assert found.reasons
    if found.missing:
        assert found.outcome == "needs_review"
    assert replay(found.as_json(), policy) == (True, "")


@given(policies(), cases())
@settings(max_examples=200, deadline=None)
def test_the_trace_names_each_rule_and_the_source_of_each_slot(policy: Policy, case: dict[str, Any]) -> None:
    case["case"]["kinds"] = case["case"]["kinds"][:1]
    found = decide(case, policy, on=DAY)
    assert [line["rule"] for line in found.trace if "outcome" in line] == [rule.id for rule in policy.rules]
    sources = {line["slot"]: line for line in found.trace if "slot" in line}
    assert set(sources) == set(found.slots)
    assert {slot for slot, line in sources.items() if "right" in line} == {lift["slot"] for lift in found.lifted}
    for slot, line in sources.items():
        if line["by"] == "rule":
            rule = next(one for one in policy.rules if one.id == line["rule"])
            assert slot == "remedies" or rule.sets[slot] == found.slots[slot]
        if line["by"] == "law":
            assert line["citation"]


@given(policies(), cases(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_several_kinds_give_what_each_gives(policy: Policy, case: dict[str, Any], random: Any) -> None:
    """The order in which the customer names them decides nothing about what is owed."""
    found = decide(case, policy, on=DAY)
    kinds = list(case["case"]["kinds"])
    for kind in kinds:
        alone = decide({**case, "case": {**case["case"], "kinds": [kind], "kind": kind}}, policy, on=DAY)
        assert set(alone.statutory) <= set(found.statutory)
        if alone.outcome != "refused":
            assert found.outcome != "refused" and set(alone.slots["remedies"]) - {"none"} <= set(found.slots["remedies"])
    random.shuffle(kinds)
    again = decide({**case, "case": {**case["case"], "kinds": kinds}}, policy, on=DAY)
    assert set(again.slots["remedies"]) == set(found.slots["remedies"]) and again.outcome == found.outcome
    assert again.slots.get("restocking_fee", "0") == found.slots.get("restocking_fee", "0")


def test_a_fee_that_one_kind_forbids_is_not_taken() -> None:
    text = "policy: p\ncurrency: EUR\nrules:\n  - id: changed\n    when: case.kind == change_of_mind\n"
    text += "    set: {remedies: [store_credit], restocking_fee: {percent: 20}, approval: auto}\n"
    policy = load_policy(text + "  - id: rest\n    set: {remedies: [refund], approval: auto}\n")
    case = facts("change_of_mind", "US", "none")
    assert decide(case, policy, on=DAY).slots["restocking_fee"] == {"percent": 20}
    case["case"]["kinds"] = ["change_of_mind", "defective"]
    assert "restocking_fee" not in decide(case, policy, on=DAY).slots


@pytest.mark.parametrize(("fee", "kept"), [("{percent: 4}", {"percent": 4}), ("{percent: 20}", "2.49"), ("10", "2.49"), ("2.00", "2.00")])
def test_a_percentage_is_held_to_the_laws_highest_fee_and_a_case_keeps_it_once(fee: str, kept: Any) -> None:
    """Israel, Consumer Protection Law s. 14E(b): the lower of 5 % and ILS 100."""
    case = facts("change_of_mind", "IL", "none")
    case["case"] |= {"value": "49.80"}
    policy = load_policy(ALWAYS % f"remedies: [refund], restocking_fee: {fee}, approval: auto")
    case["order"]["total"] = "53.70"
    assert decide({**case, "item": {**case["item"], "price": "49.80"}}, policy, on=DAY).entitlements["change_of_mind"]["withdrawal"][
        "granted"
    ]
    found = decide(case, policy, on=DAY)
    assert found.slots["restocking_fee"] == ("1.24" if kept == "2.49" or kept == "2.00" else kept)
    case["case"]["quantity"] = 2
    assert decide(case, policy, on=DAY).slots["restocking_fee"] == kept


def test_what_is_broken_or_bears_a_name_is_not_to_be_donated() -> None:
    policy = load_policy(ALWAYS % "remedies: [refund], ship_back: none, keep_item: donate, approval: auto")
    assert decide(facts("late", given="none"), policy, on=DAY).slots["keep_item"] == "donate"
    assert decide(facts("late"), policy, on=DAY).slots["keep_item"] == "recycle"
    assert decide(facts("defective", given="none"), policy, on=DAY).slots["keep_item"] == "recycle"
    assert decide(facts("late", given="none", category="Home Electronics"), policy, on=DAY).slots["keep_item"] == "recycle"
    assert decide(facts("late", given="none", sealed_hygiene=True), policy, on=DAY).slots["keep_item"] == "recycle"


@pytest.mark.parametrize("sets", ["remedies: [], approval: auto", "window: {until: 2026-11-01}, remedies: [refund], approval: auto"])
def test_no_refusal_on_unsure_law_is_automatic(sets: str) -> None:
    found = decide(facts("change_of_mind", "PL"), load_policy(ALWAYS % sets), on=DAY)
    assert found.outcome == "needs_review" and any(reason.startswith("law_uncertain") for reason in found.reasons)
    assert decide(facts("change_of_mind", "DE"), load_policy(ALWAYS % sets), on=DAY).outcome == "refused"


def test_goods_that_never_came_may_be_sent_again_or_paid_back() -> None:
    case = facts("not_delivered")
    case["order"] |= {"delivered_on": None, "promised_on": "2026-11-10"}
    case["case"]["events"] = [{"kind": "not_delivered", "on": "2026-11-12"}]
    found = decide(case, load_policy(ALWAYS % "approval: auto"), on=DAY)
    assert set(found.statutory) == {"refund", "remake"}


def test_a_window_that_has_not_begun_is_above_every_floor() -> None:
    policy = load_policy(ALWAYS % "window: {days: 30, from: shipment}, remedies: [refund], approval: auto")
    found = decide(facts("change_of_mind", given="none"), policy, on=DAY)
    assert found.slots["window"] == {"days": 30, "from": "shipment"} and found.lifted == []
