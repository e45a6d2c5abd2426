"""The language of conditions: what is refused with its column, and what a condition means where facts are unknown."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.policy.compile import compile_condition, unknown_facts
from makegood.policy.expression import ExpressionError, parse
from makegood.policy.row import run_rules
from makegood.policy.rules import PolicyInvalid, load_policy


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
        ('order.placed_on - 4000000 < date("2000-01-01")', {"order.placed_on": date(2026, 1, 1)}, True),
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


LAYERED = """policy: p
currency: EUR
layers:
  - layer: japan
    when: order.market == "JP"
    rules:
      - {id: quick, when: case.kind == late, set: {answer_within_hours: 8}}
  - layer: lamps
    when: supplier.code == "shenzhen"
    rules:
      - {id: stay, set: {ship_back: none}}
rules:
  - {id: all, set: {ship_back: hub, answer_within_hours: 24, approval: auto}}
"""


@pytest.mark.parametrize(
    ("values", "filled"),
    [
        ({"order.market": "JP", "case.kind": "late", "supplier.code": "shenzhen"}, ["stay", "quick", "all"]),
        ({"order.market": "DE", "case.kind": "late", "supplier.code": "other"}, ["all", "all", "all"]),
    ],
)
def test_layers_are_one_ordered_list(values: dict[str, Any], filled: list[str]) -> None:
    policy = load_policy(LAYERED)
    found = run_rules(policy, values)
    assert [policy.rules[found.filled[slot]].id for slot in ("ship_back", "answer_within_hours", "approval")] == filled
    assert [rule.id for rule in policy.rules] == ["quick", "stay", "all"] and not found.doubtful


def test_a_layer_that_may_or_may_not_hold_leaves_its_slots_in_doubt() -> None:
    assert run_rules(load_policy(LAYERED), {"order.market": "DE"}).doubtful == (1,)


def test_a_layers_own_mistakes_are_named() -> None:
    with pytest.raises(PolicyInvalid) as wrong:
        load_policy(LAYERED.replace("supplier.code", "supplier.kode").replace("id: quick", "id: all"))
    assert [(error["rule"], error["column"]) for error in wrong.value.errors] == [("lamps", 1), ("all", None)]
