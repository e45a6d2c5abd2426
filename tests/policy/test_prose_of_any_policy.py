"""Whatever the rules are: every one of them is said, and with its own figures."""

import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.policy.facts import FACTS
from makegood.policy.node import Node
from makegood.policy.prose import prose_of
from makegood.policy.prose.sentence import Prose
from makegood.policy.rules import Policy, load_policy
from tests.policy.saying import ON, policy_of, words

_NUMBERS = {name: fact.type for name, fact in FACTS.items() if fact.type in ("int", "number", "money")}
_WORDS = {name: sorted(fact.words) for name, fact in FACTS.items() if fact.type == "word"}
_DATES = [name for name, fact in FACTS.items() if fact.type == "date"]
_BOOLS = [name for name, fact in FACTS.items() if fact.type == "bool"]
_ORDERED = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


def _leaf() -> st.SearchStrategy[str]:
    number = st.builds(lambda name, sign, value: f"{name} {sign} {value}", st.sampled_from(sorted(_NUMBERS)), _ORDERED, st.integers(0, 999))
    chained = st.builds(
        lambda name, low, more: f"{low} <= {name} <= {low + more}", st.sampled_from(sorted(_NUMBERS)), st.integers(0, 99), st.integers(0, 9)
    )
    day = st.builds(
        lambda name, sign, value: f'{name} {sign} date("{value}")',
        st.sampled_from(_DATES),
        _ORDERED,
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    )
    word = st.sampled_from(sorted(_WORDS)).flatmap(
        lambda name: st.lists(st.sampled_from(_WORDS[name]), min_size=1, max_size=3, unique=True).map(
            lambda found: f"{name} in ({', '.join(found)},)"
        )
    )
    known = st.sampled_from(sorted(FACTS)).map(lambda name: f"known({name})")
    apart = st.builds(
        lambda one, two, value: f"{one} - {two} > {value}", st.sampled_from(_DATES), st.sampled_from(_DATES), st.integers(0, 90)
    )
    return st.one_of(number, chained, day, word, st.sampled_from(_BOOLS), known, apart)


_CONDITIONS = st.recursive(
    _leaf(),
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: " and ".join(f"({one})" for one in found)),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: " or ".join(f"({one})" for one in found)),
    ),
    max_leaves=5,
)
_SETS = st.fixed_dictionaries(
    {},
    optional={
        "window": st.one_of(st.fixed_dictionaries({"days": st.integers(0, 400), "from": st.sampled_from(["delivery", "order", "shipment"])}), st.fixed_dictionaries({"until": st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(str)})),
        "eligible": st.sampled_from(["yes", "no"]), "remedies": st.lists(st.sampled_from(["refund", "replacement", "repair", "store_credit"]), min_size=1, max_size=3, unique=True),
        "partial_percent": st.integers(0, 100), "customer_share_percent": st.integers(0, 100), "return_fee": st.integers(0, 50).map(str),
        "restocking_fee": st.one_of(st.integers(0, 50).map(str), st.fixed_dictionaries({"percent": st.integers(0, 100)})),
        "return_paid_by": st.sampled_from(["shop", "customer"]), "ship_back": st.sampled_from(["hub", "none"]),
        "release_refund_on": st.sampled_from(["inspection", "approval", "supplier_credit"]), "answer_within_hours": st.integers(1, 720),
        "evidence": st.lists(st.fixed_dictionaries({"kind": st.sampled_from(["photo", "video"]), "count": st.integers(1, 9)}), max_size=2),
        "contingent": st.fixed_dictionaries({"offer": st.just("replacement"), "then": st.just("refund"), "after_days": st.integers(1, 99)}),
    },
).filter(bool)  # fmt: skip


def _numbers(of: Any) -> set[Any]:
    """Every number, amount and day of a rule, found without the prose: in its condition's constants and in its slots."""
    if isinstance(of, Node):
        own = set()
        if of.op == "const" and of.type not in ("word", "text", "bool"):
            own = {of.value}
        if of.op == "in" and of.parts[0].type not in ("word", "text", "bool"):
            own = set(of.value)
        return own.union(*(_numbers(part) for part in of.parts)) if of.parts else own
    if isinstance(of, dict):
        return set().union(*(_numbers(value) for value in of.values())) if of else set()
    if isinstance(of, list):
        return set().union(*(_numbers(value) for value in of)) if of else set()
    if isinstance(of, bool) or of is None:
        return set()
    if isinstance(of, int):
        return {of}
    if isinstance(of, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", of):
        return {date.fromisoformat(of)}
    if isinstance(of, str) and re.fullmatch(r"\d+", of):
        return {int(of) * 100}  # an amount of a slot, in minor units
    return set()


def _check_sentences(policy: Policy, prose: Prose) -> None:
    rules = {rule.id: rule for rule in policy.rules}
    assert {one.rule for one in prose.sentences()} >= set(rules), "a rule is not said"
    law: set[Any] = {14, 24, 30, 72, 7, 90, 12}  # days and months that the law of the two markets names
    for one in prose.sentences():
        rest = one.text
        for value in sorted(one.values, key=lambda value: -len(value.text)):
            assert value.text in one.text
            rest = rest.replace(value.text, "", 1)
        assert not re.search(r"\d", rest), (one.text, one.values)
        if one.rule is None:
            assert {value.raw for value in one.values} <= law, one.text
            continue
        rule = rules[one.rule]
        executed = _numbers(rule.when) | _numbers(rule.sets) if rule.when is not None else _numbers(rule.sets)
        told = {value.raw for value in one.values if value.kind != "text"}
        by_law = law | {0} if one.lifted else set()
        by_law |= (
            {24 * days for days in range(1, 61)} if "answer_within_hours" in one.lifted else set()
        )  # the law's days to answer, in hours
        assert told <= executed | by_law, (one.text, told - executed)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.one_of(st.none(), _CONDITIONS), _SETS), min_size=1, max_size=4),
    st.sampled_from(["DE", "BR"]),
    st.sampled_from(["en", "de"]),
)
def test_any_policy_is_said_whole_and_with_its_own_figures(
    rules: list[tuple[str | None, dict[str, Any]]], market: str, language: str
) -> None:
    document = {
        "policy": "any", "currency": "EUR",
        "rules": [{"id": f"r{place}", "set": sets, **({"when": when} if when else {})} for place, (when, sets) in enumerate(rules)],
    }  # fmt: skip
    policy = load_policy(json.dumps(document))
    _check_sentences(policy, prose_of(policy, market=market, language=language, on=ON))


@pytest.mark.wide
def test_many_more_policies() -> None:
    inner = test_any_policy_is_said_whole_and_with_its_own_figures.hypothesis.inner_test  # type: ignore[attr-defined]
    strategy = given(
        st.lists(st.tuples(st.one_of(st.none(), _CONDITIONS), _SETS), min_size=1, max_size=6),
        st.sampled_from(["DE", "BR"]),
        st.sampled_from(["en", "de"]),
    )
    settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))(strategy(inner))()


def test_an_odd_number_stays_exact() -> None:
    assert words("supplier.expected_recovery == 0.125").replace("\xa0", " ").endswith("12,5 %")
    assert Fraction("0.125") in _numbers(
        policy_of("{id: a, when: supplier.expected_recovery == 0.125, set: {approval: review}}").rules[0].when
    )
