"""Questions to the running law: whole answers, and one right alone where only that is wanted (a proof asks thousands of times)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from makegood.law.conformity import conformity
from makegood.law.delay import delay, delivery
from makegood.law.entitle import entitle
from makegood.law.finding import Finding
from makegood.law.load import market, market_used
from makegood.law.scenario import Scenario, read_scenario
from makegood.law.withdrawal import withdrawal
from makegood.policy.scenario import scenario_of

_RIGHTS: dict[str, Callable[[Finding], dict[str, Any]]] = {
    "withdrawal": withdrawal, "conformity": conformity, "delay": delay, "delivery": delivery,
}  # fmt: skip


def question(facts: dict[str, Any], on: date, currency: str) -> Scenario:
    return read_scenario(scenario_of(facts, kind=facts["case"]["kind"], currency=currency, asked_on=on, on=on))


def ask(facts: dict[str, Any], on: date, currency: str) -> dict[str, Any]:
    """The whole answer, as a decision gets it."""
    return entitle(question(facts, on, currency))


def ask_right(name: str, scenario: Scenario) -> dict[str, Any]:
    """One right of the answer; its days are dates."""
    used = market_used(scenario.market)
    return _RIGHTS[name](Finding(used, market(used), scenario))


def put(facts: dict[str, Any], bits: frozenset[str]) -> dict[str, Any]:
    """The facts with these things true: personalised, item:flag, consents:word, disclosures:word."""
    for bit in sorted(bits):
        scope, _, word = bit.partition(":")
        if bit == "personalised":
            facts = with_facts(facts, item={"customer_input": "own_text"})
        elif scope == "item":
            facts = with_facts(facts, item={word: True})
        else:
            facts = with_facts(facts, order={scope: [*facts["order"].get(scope, []), word]})
    return facts


def put_in_question(scenario: Scenario, bits: frozenset[str]) -> Scenario:
    """The same in a question that is read already."""
    words: dict[str, set[str]] = {"item": set(), "consents": set(), "disclosures": set()}
    for bit in bits - {"personalised"}:
        scope, _, word = bit.partition(":")
        words[scope].add(word)
    return replace(
        scenario,
        customer_input="own_text" if "personalised" in bits else scenario.customer_input,
        flags=scenario.flags | words["item"],
        consents=scenario.consents | words["consents"],
        disclosures=scenario.disclosures | words["disclosures"],
    )


def with_facts(facts: dict[str, Any], **scopes: dict[str, Any]) -> dict[str, Any]:
    return {**facts, **{scope: {**facts.get(scope, {}), **more} for scope, more in scopes.items()}}


def moved(facts: dict[str, Any], start: str, first: date) -> dict[str, Any]:
    """The facts with the day `start` (such as order.delivered_on; `notice` is none of them) on `first`."""
    scope, _, name = start.partition(".")
    return facts if start == "notice" else with_facts(facts, **{scope: {name: first.isoformat()}})
