"""The trace: each rule that was looked at, each slot's source, each lift; enough to explain a decision years later."""

from collections.abc import Mapping
from typing import Any

from makegood.policy.compile import unknown_facts
from makegood.policy.row import RowResult
from makegood.policy.rules import Policy, Rule

_WORDS = {True: "held", False: "did_not", None: "unknown"}


def trace_of(policy: Policy, result: RowResult, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """[{"rule", "outcome", "missing"?, "filled"?, "say"?}] in the order of the rules."""
    by_rule: dict[int, list[str]] = {}
    for slot, index in result.filled.items():
        by_rule.setdefault(index, []).append(slot)
    found = []
    for index, (rule, outcome) in enumerate(zip(policy.rules, result.outcomes, strict=True)):
        line: dict[str, Any] = {"rule": rule.id, "outcome": _WORDS[outcome]}
        if outcome is None:
            line["missing"] = _missing(rule, values)
        if index in by_rule:
            line["filled"] = sorted(by_rule[index])
        if outcome and rule.say:
            line["say"] = rule.say
        found.append(line)
    return found


def missing_of(policy: Policy, result: RowResult, values: Mapping[str, Any]) -> list[str]:
    """Facts whose absence made a rule unknown that stands before the one that filled its slot."""
    found: dict[str, None] = {}
    for index in result.doubtful:
        found |= dict.fromkeys(_missing(policy.rules[index], values))
    return list(found)


def _missing(rule: Rule, values: Mapping[str, Any]) -> list[str]:
    return [] if rule.when is None else sorted(unknown_facts(rule.when, values))
