"""The trace: each rule that was looked at, each slot's source, each lift; enough to explain a decision years later."""

from collections.abc import Mapping
from typing import Any

from makegood.policy.compile import unknown_facts
from makegood.policy.raise_to_floor import Raised
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


def slots_of(policy: Policy, result: RowResult, raised: Raised, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """[{"slot", "by", "rule" or "citation", "from"?, "right"?}]: what filled each slot, and each lift.

    `by` is rule, law, default, or check (what a review, a closed window or a request that may not be made changed).
    """
    lifts = {lift["slot"]: lift for lift in raised.lifted}
    found: list[dict[str, Any]] = []
    for slot in sorted(slots):
        rule = result.filled.get(slot)
        if slot in lifts:
            found.append({"slot": slot, "by": "law", **{key: lifts[slot][key] for key in ("from", "right", "citation")}})
        elif slots[slot] != raised.slots.get(slot) or (rule is None and slot not in raised.filled):
            found.append({"slot": slot} | ({"by": "check", "from": raised.slots[slot]} if slot in raised.slots else {"by": "default"}))
        elif rule is None:
            found.append({"slot": slot, "by": "law", "citation": raised.citation})
        else:
            found.append({"slot": slot, "by": "rule", "rule": policy.rules[rule].id})
    return found


def missing_of(policy: Policy, result: RowResult, values: Mapping[str, Any]) -> list[str]:
    """Facts whose absence made a rule unknown that stands before the one that filled its slot."""
    found: dict[str, None] = {}
    for index in result.doubtful:
        found |= dict.fromkeys(_missing(policy.rules[index], values))
    return list(found)


def _missing(rule: Rule, values: Mapping[str, Any]) -> list[str]:
    return [] if rule.when is None else sorted(unknown_facts(rule.when, values))
