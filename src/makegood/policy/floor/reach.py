"""What no facts can bring about, and what no rule has thought of: unreachable rules and gaps."""

from collections.abc import Callable
from datetime import date
from typing import Any

import z3

from makegood.law.scenario import CASE_KINDS
from makegood.policy.facts import read_facts
from makegood.policy.floor.cells import Cell
from makegood.policy.floor.prove import Solver
from makegood.policy.floor.sample import plain_case
from makegood.policy.floor.witness import Change, change_of, changed
from makegood.policy.row import run_rules
from makegood.policy.rules import Policy


def unreachable(solver: Solver) -> list[str]:
    """Rules that can't fill any slot: their condition can't hold, or earlier rules always fill all of it."""
    found = []
    for index, rule in enumerate(solver.policy.rules):
        if solver.spent():
            break
        free = [z3.And([z3.Not(solver.holds[one]) for one in solver.setters[slot] if one < index]) for slot in rule.sets]
        open_slot = solver.name(("reach", index), lambda free=free: z3.Or(free))  # type: ignore[misc]
        if solver.check(solver.holds[index], open_slot) == z3.unsat:
            found.append(rule.id)
    return found


def gaps(solver: Solver, market: str, on: date) -> list[tuple[str, dict[str, Any], Change]]:
    """(kind, facts, what of them matters): facts for which no rule fills remedies and none says that a person looks; one for each kind of case.

    Facts that are missing are no gap: a rule that can't be told because of them sends the case to a person (promise.md, section 1).
    """
    nothing = solver.name("gap", lambda: _nothing_said(solver))
    found: list[tuple[str, dict[str, Any], Change]] = []
    for kind in sorted(CASE_KINDS):
        if solver.spent():
            break
        asked = solver.name(("kind", kind), lambda kind=kind: solver.terms.is_word("case.kind", [kind]))  # type: ignore[misc]
        if solver.check(nothing, asked, solver.today) != z3.sat:
            continue
        waiting = kind in ("late", "not_delivered")
        facts = plain_case(market, kind, on, solver.policy.currency, days=None if waiting else 10, waits=3 if waiting else None)
        cell = Cell(market, "", frozenset({kind}), frozenset(), None, {}, facts, on, solver.policy.currency)
        change, _ = change_of(solver.inner.model(), solver.terms, frozenset(), cell, solver.policy)
        change = _fewest(change, lambda less, cell=cell: is_gap(solver.policy, changed(cell, less), on))  # type: ignore[misc]
        if is_gap(solver.policy, changed(cell, change), on):
            found.append((kind, changed(cell, change), change))
    return found


def _nothing_said(solver: Solver) -> z3.BoolRef:
    policy, terms, setters = solver.policy, solver.terms, solver.setters
    parts = [z3.Not(solver.holds[index]) for index in setters.get("remedies", [])]
    asks = [index for index in setters.get("approval", []) if policy.rules[index].sets["approval"] == "review"]
    parts += [z3.Not(z3.And(solver.fills(index, "approval"))) for index in asks]
    for index, rule in enumerate(policy.rules):
        if rule.when is None:
            continue
        filled = [z3.Or([solver.holds[one] for one in setters[slot] if one < index]) for slot in rule.sets]
        parts.append(z3.Or(terms.holds[index], terms.fails[index], z3.And(filled)))
    return z3.And(parts)


def is_gap(policy: Policy, facts: dict[str, Any], on: date) -> bool:
    """By the row executor: does no rule say what is offered, or that a person looks?"""
    result = run_rules(policy, read_facts(facts, policy.currency, on))
    return "remedies" not in result.slots and result.slots.get("approval") != "review" and not result.doubtful


def _fewest(change: Change, holds: Callable[[Change], bool]) -> Change:
    for name in list(change):
        less = {key: value for key, value in change.items() if key != name}
        if holds(less):
            change = less
    return change
