"""The language of policies, and what is decided by it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel.refusal import Refusal
from makegood.policy.compile import compile_condition, unknown_facts
from makegood.policy.decide import decide
from makegood.policy.expression import ExpressionError, parse
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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("item.customer_imput == own_text", "item.customer_input"),
        ("case.kind == defektive", "defective"),
        ("item.cost", "yes or no"),
        ("item.cost < 'x'", "compared"),
        ("__import__('os').system('x')", "no"),
        ("(" * 60 + "item.used" + ")" * 60, "nested"),
        ("item.used and " * 200 + "item.used", "longer"),
        ("item.cost < 1.999", "decimals"),
        ("lambda: item.used", "part of the language"),
        ('between(item.price, date("2026-01-01"), date("2026-02-01"))', "money is needed"),
        ("between(order.placed_on, 1, 2)", "date is needed"),
        ("between(item.price, 1, case.photos)", "money is needed"),
        ("between(item.price, 20, 10)", "lower bound first"),
        ('case.photos in ("a", "b")', "int is needed"),
        ("case.kind in (1, 2)", "word is needed"),
        ('order.placed_on in ("2026-01-01",)', "date is needed"),
        ("contains(order.tags, 5)", "text is needed"),
        ("starts_with(order.market, 5)", "text is needed"),
        ("item.price + case.photos < 4", "no meaning"),
        ('order.placed_on + 1.5 < date("2026-01-01")', "whole days"),
    ],
)
def test_a_wrong_condition_is_named(text: str, says: str) -> None:
    with pytest.raises(ExpressionError) as wrong:
        parse(text, "EUR")
    assert says in str(wrong.value) and wrong.value.column >= 1


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("case.kind in (late)", {"case.kind": "late"}, True),
        ('"late" == case.kind', {"case.kind": "late"}, True),
        ('order.market not in ("US-CA", "DE")', {"order.market": "DE"}, False),
        ("item.price < 9.995 * 2", {"item.price": 1998}, True),
        ("between(case.photos, 0.5, 2)", {"case.photos": 1}, True),
        ("between(item.price, item.cost, 20)", {"item.price": 2001}, False),
        ("between(item.price, item.cost, 20)", {"item.price": 1900}, None),
        ("1 < case.photos <= 3", {"case.photos": 3}, True),
        ('order.placed_on + case.photos * 2 == date("2026-01-05")', {"order.placed_on": date(2026, 1, 1), "case.photos": 2}, True),
        ("not known(item.cost) and item.price * 2 > 3", {"item.price": 151}, True),
    ],
)
def test_a_condition_means_what_it_says(text: str, values: dict[str, Any], holds: bool | None) -> None:
    assert compile_condition(parse(text, "EUR"))(values) is holds


_ATOMS = {"item.used": "item.used", "item.unsealed": "item.unsealed", "order.gift": "order.gift"}
_TREES = st.recursive(
    st.sampled_from(sorted(_ATOMS)),
    lambda inner: st.tuples(st.just("not"), inner) | st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    max_leaves=8,
)


def _text(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    return f"(not {_text(tree[1])})" if tree[0] == "not" else f"({_text(tree[1])} {tree[0]} {_text(tree[2])})"


def _kleene(tree: Any, values: dict[str, bool]) -> bool | None:
    """A plain reference: the strongest of three truth values (0, 1/2, 1)."""
    if isinstance(tree, str):
        return values.get(tree)
    rank = {False: 0, None: 1, True: 2}
    if tree[0] == "not":
        inner = _kleene(tree[1], values)
        return None if inner is None else not inner
    pick = min if tree[0] == "and" else max
    return pick((_kleene(part, values) for part in tree[1:]), key=lambda one: rank[one])


@given(_TREES, st.dictionaries(st.sampled_from(sorted(_ATOMS)), st.booleans()))
def test_unknown_is_a_value(tree: Any, values: dict[str, bool]) -> None:
    assert compile_condition(parse(_text(tree), "EUR"))(values) == _kleene(tree, values)


@given(_TREES, st.dictionaries(st.sampled_from(sorted(_ATOMS)), st.booleans()))
def test_the_facts_named_as_missing_settle_the_condition(tree: Any, values: dict[str, bool]) -> None:
    """The law of `unknown_facts`: none where it is settled; whatever the missing ones turn out to be, it is settled then."""
    node = parse(_text(tree), "EUR")
    missing = unknown_facts(node, values)
    assert not missing & set(values)
    if compile_condition(node)(values) is None:
        assert missing
        for truth in (True, False):
            assert compile_condition(node)({**values, **dict.fromkeys(missing, truth)}) is not None


def test_only_what_is_in_doubt_is_named() -> None:
    node = parse("(item.used and item.cost < 5) or (not known(item.weight_g) and item.price < 5)", "EUR")
    assert unknown_facts(node, {"item.used": False}) == {"item.price"}


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
    found = decide(facts("defective", market), mean, on=DAY)
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
