"""The proof: for each slot that each rule fills, is there a customer in any market for whom the running engine would have to lift it?"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import z3

from makegood.kernel.digest import canonical_json
from makegood.law.load import CONFIDENCE
from makegood.policy.floor.below import Below
from makegood.policy.floor.cells import Cell, Limit, cells_of
from makegood.policy.floor.limits import (
    decided_later,
    decided_on,
    in_common,
    preferred,
    region,
    sane,
    told,
    window_short,
    within_bounds,
    world,
)
from makegood.policy.floor.reads import days_named
from makegood.policy.floor.terms import Terms
from makegood.policy.floor.witness import Change, Trials, Witness, change_of, simplified, tries
from makegood.policy.rules import Policy

# Bounds in steps and counts, not in time, so that every machine gives the same answer: the solver's steps for one question and for one proof,
# and questions and decisions of a proof, each as many times as there are rules to look at (30 rules: 30,000 questions, 8,000 decisions).
STEPS, ALL_STEPS, QUESTIONS, DECISIONS = 2_000_000, 40_000_000, 900_000, 240_000
Bad = list[tuple[Cell, frozenset[Limit]]]


@dataclass
class Proof:
    """`found`: the best witness (highest confidence) for each rule, market and slot. `open`: markets that were not proven, with the reason."""

    found: dict[tuple[int, str, str], Witness] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    questions: int = 0


class Solver:
    """One solver for one policy: rules, world and cells are named once, each question is a set of names."""

    def __init__(self, policy: Policy, markets: Sequence[str], on: date, shown: tuple[str, ...]) -> None:
        self.policy, self.terms = policy, Terms(policy, markets)
        self.inner = z3.Solver()
        self.inner.set("rlimit", STEPS)
        self.questions = 0
        self.trials = Trials(policy)
        self.pools: dict[int, list[Change]] = {}  # of each rule: what made a case one of its own
        self.dated = _dated(policy)
        self._steps_before = self._steps()
        self._names: dict[Any, z3.BoolRef] = {}
        self.facts_of: dict[z3.BoolRef, frozenset[str]] = {}
        self._sane: set[str] = set()
        self.holds = [z3.Bool(f"rule {index}") for index in range(len(policy.rules))]
        for name, term in zip(self.holds, self.terms.holds, strict=True):
            self.inner.add(name == term)
        self.inner.add(world(self.terms))
        bounds = within_bounds(self.terms)
        given = z3.And(told(self.terms, shown), bounds)
        self.today = self.name("today", lambda: z3.And(bounds, decided_on(self.terms, on)))
        self.now = self.name("now", lambda: z3.And(given, decided_on(self.terms, on)))
        self.later = self.name("later", lambda: z3.And(given, decided_later(self.terms, on)))
        self.wishes = [self.name(("wish", index), lambda wish=wish: wish) for index, wish in enumerate(preferred(self.terms))]  # type: ignore[misc]
        self.setters: dict[str, list[int]] = {}
        for index, rule in enumerate(policy.rules):
            for slot in rule.sets:
                self.setters.setdefault(slot, []).append(index)

    def name(self, key: Any, make: Any) -> z3.BoolRef:
        """A name that implies its term, made once."""
        if key not in self._names:
            self.terms.touched.clear()
            term = make()
            name = self._names[key] = z3.Bool(f"name {len(self._names)}")
            self.facts_of[name] = frozenset(self.terms.touched)
            self.inner.add(z3.Implies(name, term))
            self.inner.add(sane(self.terms, self._sane))
        return self._names[key]

    def fills(self, rule: int, slot: str) -> list[z3.BoolRef]:
        """The rule holds and is the first that does of those that set the slot."""
        return [self.holds[rule], *(z3.Not(self.holds[index]) for index in self.setters[slot] if index < rule)]

    def check(self, *names: z3.BoolRef) -> z3.CheckSatResult:
        self.questions += 1
        return self.inner.check(*names)

    def spent(self) -> bool:
        rules = len(self.policy.rules) + 1
        counted = self.questions * rules > QUESTIONS or self.trials.decided * rules > DECISIONS
        return counted or self._steps() - self._steps_before > ALL_STEPS

    def _steps(self) -> int:
        """The library counts them over all solvers of a process."""
        return next((int(value) for key, value in self.inner.statistics() if key == "rlimit count"), 0)

    def cell(self, cell: Cell, *, exact: bool) -> z3.BoolRef:
        """The facts of a cell; those that are shared by cells of several markets are one name."""
        span = cell.span and (cell.span.start, cell.span.least, cell.span.most)
        key = (cell.kinds, cell.limits, span, (cell.market, cell.right) if exact and span else exact)
        return self.name(key, lambda: region(self.terms, cell, exact=exact))

    def extras(self, cell: Cell, extra: frozenset[Limit], *, exact: bool) -> list[z3.BoolRef]:
        """What has to hold beside for the value to be below."""
        span = cell.span and (cell.span.start, cell.span.least, cell.span.most)
        own = (cell.market, cell.right) if exact else exact
        return [
            self.name((one, span, own) if one[0] == "window" else one, lambda one=one: self._extra(one, cell, exact))  # type: ignore[misc]
            for one in sorted(extra, key=str)
        ]

    def outside(self, cell: Cell, when: frozenset[Limit]) -> tuple[z3.BoolRef, ...]:
        """At least the facts of the cell in which the value is below."""
        return (self.cell(cell, exact=False), *self.extras(cell, when, exact=False))

    def _extra(self, limit: Limit, cell: Cell, exact: bool) -> z3.BoolRef:
        if limit[0] == "event" or limit[0].startswith("money_"):
            return in_common(self.terms, limit, exact)
        if limit[0] == "window":
            return window_short(self.terms, cell, json.loads(limit[1]), exact=exact)
        kept = [z3.And([z3.Not(self.holds[index]) for index in self.setters.get("ship_back", [])])]
        kept += [
            z3.And(self.fills(index, "ship_back"))
            for index in self.setters.get("ship_back", [])
            if self.policy.rules[index].sets["ship_back"] == "none"
        ]
        return z3.Or(kept) if limit[0] == "keeps" else z3.Not(z3.Or(kept))


def prove(solver: Solver, markets: Sequence[str], on: date, shown: tuple[str, ...] = ()) -> Proof:
    """For the solver's policy. Refuses `unknown_market`."""
    policy, below, proof = solver.policy, Below(solver.policy.currency), Proof()
    cells = {market: cells_of(market, on, policy.currency, shown) for market in markets}
    values: dict[tuple[str, str], _Value] = {}
    for slot, setters in solver.setters.items():
        for rule in setters:
            value = policy.rules[rule].sets[slot]
            key = (slot, canonical_json(value))
            if key not in values:
                values[key] = _Value(solver, slot, {market: below.cells(ones, slot, value) for market, ones in cells.items()})
            if values[key].bad:
                _Question(solver, proof, rule, slot).ask(values[key])
    proof.questions = solver.questions
    return proof


class _Value:
    """One value of one slot: the cells in which it is below the floor, by market, and a name for all of them."""

    def __init__(self, solver: Solver, slot: str, bad: dict[str, Bad]) -> None:
        self.bad = {market: ones for market, ones in bad.items() if ones}
        alike: dict[tuple[int, ...], tuple[z3.BoolRef, ...]] = {}
        for ones in self.bad.values():
            for cell, when in ones:
                names = solver.outside(cell, when)
                alike[tuple(name.get_id() for name in names)] = names
        self.some = solver.name(tuple(sorted(alike)), lambda: z3.Or([z3.And(names) for names in alike.values()]))


class _Question:
    """Is this slot of this rule below the floor, in which markets, and for whom?"""

    def __init__(self, solver: Solver, proof: Proof, rule: int, slot: str) -> None:
        self.solver, self.proof, self.rule, self.slot = solver, proof, rule, slot
        self.pool = solver.pools.setdefault(rule, [])
        self.answers: dict[tuple[int, ...], bool] = {}
        self.fills = solver.fills(rule, slot)

    def ask(self, value: _Value) -> None:
        if not self._spent(value.bad) and any(self.solver.check(*self.fills, value.some, world) != z3.unsat for world in self._worlds()):
            for index, (market, ones) in enumerate(value.bad.items()):
                if self._spent(list(value.bad)[index:]):
                    return
                self._market(market, ones)

    def _spent(self, markets: Iterable[str]) -> bool:
        if self.solver.spent():
            self.proof.open |= dict.fromkeys(markets, "the policy is too large for a full proof")
            return True
        return False

    def _worlds(self) -> list[z3.BoolRef]:
        return [self.solver.now, self.solver.later] if self.solver.dated else [self.solver.now]

    def _market(self, market: str, bad: Bad) -> None:
        """The witness of the highest confidence in one market; the cells of a lower one are only looked at where the higher give none."""
        ranks = {cell: CONFIDENCE.index(cell.entitlement["confidence"]) for cell, _ in bad}
        best: Witness | None = None
        for cell, when in sorted(bad, key=lambda one: -ranks[one[0]]):
            if best is not None and CONFIDENCE.index(best.lift["confidence"]) >= ranks[cell]:
                break
            found = self._plainly(cell) or self._by_solver(market, cell, when)
            if found is not None and (best is None or _rank(found) > _rank(best)):
                best = found
        if best is not None:
            self.proof.found[self.rule, market, self.slot] = best

    def _plainly(self, cell: Cell) -> Witness | None:
        """Without the solver: is the plain case of the cell one, or one like those found before?"""
        for change in tries(self.pool):
            found = self.solver.trials.confirm(self.rule, self.slot, cell, change, cell.on)
            if found is not None:
                return found
        return None

    def _may_be(self, world: z3.BoolRef, cell: Cell, when: frozenset[Limit]) -> bool:
        names = [*self.fills, world, *self._place(cell.market), *self.solver.outside(cell, when)]
        key = tuple(name.get_id() for name in names)
        if key not in self.answers:
            self.answers[key] = self.solver.check(*names) != z3.unsat
        return self.answers[key]

    def _by_solver(self, market: str, cell: Cell, when: frozenset[Limit]) -> Witness | None:
        for time in self._worlds():
            if not self._may_be(time, cell, when):
                continue
            inside = [self.solver.cell(cell, exact=True), *self.solver.extras(cell, when, exact=True)]
            answer = self._nicest([*self.fills, time, *self._place(market), *inside])
            if answer == z3.unsat:
                continue
            if answer == z3.unknown:
                self.proof.open[market] = "the solver gave no answer within its steps"
                continue
            named = frozenset().union(*(self.solver.facts_of[name] for name in inside))
            change, on = change_of(self.solver.inner.model(), self.solver.terms, named, cell, self.solver.policy)
            change.pop("order.market", None)
            found = self.solver.trials.confirm(self.rule, self.slot, cell, change, on)
            if found is not None:
                found = simplified(self.solver.trials, found, cell)
                self.pool.append(found.change)
                return found
            self.proof.open[market] = "a finding of the solver did not come true in the running engine"
        return None

    def _nicest(self, names: list[z3.BoolRef]) -> z3.CheckSatResult:
        """Is there one at all; and if there is, the model of one that reads well."""
        wishes = self.solver.wishes
        answer = self.solver.check(*names)
        if answer != z3.sat:
            return answer
        for more in (wishes, wishes[:2], wishes[:1], []):
            if self.solver.check(*names, *more) == z3.sat:
                return z3.sat
        return z3.unknown

    def _place(self, market: str) -> list[z3.BoolRef]:
        """Only a policy that asks for the market tells markets apart."""
        if "order.market" not in self.solver.terms.asked:
            return []
        return [self.solver.name(("market", market), lambda: self.solver.terms.is_word("order.market", [market]))]


def _rank(witness: Witness) -> int:
    return CONFIDENCE.index(witness.lift["confidence"])


def _dated(policy: Policy) -> bool:
    """Does the policy name days of the calendar? Then what it will do on days to come is looked at too."""
    return any(rule.sets.get("window", {}).get("until") for rule in policy.rules) or days_named(policy)
