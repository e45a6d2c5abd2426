"""The frame executor: the rules as one dataframe expression over a table of facts, a row a line (Ibis; DuckDB, or Spark past one machine).

It answers what the row executor answers: which rule filled each slot, and whether an unknown rule stands before one of them. Slots that
the same rules set share one column. Rules that can't hold for a kind of case are left out of that kind's part before anything is built:
most of the time goes into conditions, not into reading.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from makegood.policy.frame.condition import FrameCompiler
from makegood.policy.frame.narrow import NO, OPEN, YES, Slice, narrowed, spread
from makegood.policy.node import Node
from makegood.policy.rules import Policy

UNFILLED = -1
KIND, DOUBTFUL = "case.kind", "doubtful"


@dataclass(frozen=True, slots=True)
class Frame:
    """`columns`: "filled_0"... (the index of the rule that filled the slots of that class, or -1) and "doubtful".

    `classes` says which slots share a column.
    """

    classes: dict[str, tuple[str, ...]]
    columns: dict[str, Any]


def slot_classes(policy: Policy) -> dict[tuple[int, ...], tuple[str, ...]]:
    """Slots by the rules that set them."""
    setters: dict[str, list[int]] = {}
    for index, rule in enumerate(policy.rules):
        for slot in rule.sets:
            setters.setdefault(slot, []).append(index)
    found: dict[tuple[int, ...], list[str]] = {}
    for slot, rules in setters.items():
        found.setdefault(tuple(rules), []).append(slot)
    return {rules: tuple(slots) for rules, slots in found.items()}


def frame_of(policy: Policy, columns: Mapping[str, Any], *, about: Slice | None = None, kinds: Iterable[str | None] = ()) -> Frame:
    """The policy over a table's `columns` (fact -> Ibis column, as `policy.frame_facts` gives them; a fact that is no column is unknown).

    `about` is what is known of the whole table, `kinds` the kinds of case in it (none given: any). Refuses `frame_limit`.
    """
    whole = _with_absent(policy, columns, about or Slice())
    slices = {kind: whole.within({KIND: kind}) for kind in kinds} if KIND in columns else {}
    builder = _Builder(policy, columns, slices or {None: whole})
    classes = slot_classes(policy)
    found = {f"filled_{place}": builder.filled(rules) for place, rules in enumerate(classes)}
    found[DOUBTFUL] = builder.doubtful(classes)
    return Frame({f"filled_{place}": slots for place, slots in enumerate(classes.values())}, found)


def _with_absent(policy: Policy, columns: Mapping[str, Any], about: Slice) -> Slice:
    absent = frozenset(fact for rule in policy.rules for fact in rule.facts if fact not in columns)
    return Slice(about.known, about.unknown | absent, about.always, about.ranges)


def rule_outcomes(policy: Policy, columns: Mapping[str, Any]) -> dict[str, Any]:
    """ "rule_0"...: true, false or null (unknown), as the row executor's outcomes."""
    compiler, whole = FrameCompiler(columns), _with_absent(policy, columns, Slice())
    return {
        f"rule_{index}": compiler.of_rule(rule.id, YES if rule.when is None else narrowed(spread(rule.when), whole))
        for index, rule in enumerate(policy.rules)
    }


# Conditions in order, each with what holds where it is the first; and what holds where none is. The last word of a chain of doubts is yes
# where the first condition that did not fail may be unknown.
_Chain = tuple[tuple[tuple[Node, Any], ...], Any]


class _Builder:
    def __init__(self, policy: Policy, columns: Mapping[str, Any], slices: Mapping[str | None, Slice]) -> None:
        self.columns, self.compiler, self.slices = columns, FrameCompiler(columns), slices
        self.conditions = {
            kind: [YES if rule.when is None else narrowed(spread(rule.when), about) for rule in policy.rules]
            for kind, about in slices.items()
        }
        for made in self.conditions.values():
            for rule, condition in zip(policy.rules, made, strict=True):
                self.compiler.of_rule(rule.id, condition)

    def filled(self, rules: tuple[int, ...]) -> Any:
        """The first rule of the class that holds."""
        return self._by_kind({kind: self._filling(kind, rules) for kind in self.slices}, self._first_that_holds)

    def doubtful(self, classes: Iterable[tuple[int, ...]]) -> Any:
        """Does an unknown rule stand before the one that filled a slot: is the first rule of a class that did not fail unknown?"""
        chains = {
            kind: tuple(dict.fromkeys(chain for rules in classes if (chain := self._doubting(kind, rules)) != ((), False)))
            for kind in self.slices
        }
        return self._by_kind(chains, self._any_unknown)

    def _filling(self, kind: str | None, rules: tuple[int, ...]) -> _Chain:
        steps: list[tuple[Node, Any]] = []
        for index in rules:
            condition = self.conditions[kind][index]
            if condition == YES:
                return tuple(steps), index
            if condition not in (NO, OPEN):
                steps.append((condition, index))
        return tuple(steps), UNFILLED

    def _doubting(self, kind: str | None, rules: tuple[int, ...]) -> _Chain:
        steps: list[tuple[Node, Any]] = []
        end, last = False, 0
        for index in rules:
            condition = self.conditions[kind][index]
            if condition in (YES, OPEN):
                end = condition == OPEN
                break
            if condition != NO:
                unsure = self.slices[kind].may_be_unknown(condition)
                steps.append((condition, unsure))
                last = len(steps) if unsure else last
        return (tuple(steps), True) if end else (tuple(steps[:last]), False)

    def _first_that_holds(self, chain: _Chain) -> Any:
        import ibis

        steps, end = chain
        final = ibis.literal(end, "int16")
        made = [(self.compiler.condition(condition), ibis.literal(index, "int16")) for condition, index in steps]  # null is not yes
        return ibis.cases(*made, else_=final) if made else final

    def _any_unknown(self, chains: tuple[_Chain, ...]) -> Any:
        import ibis

        found = None
        for steps, end in chains:
            made = []
            for node, unsure in steps:
                condition = self.compiler.condition(node)
                made.append((condition, ibis.literal(False)))
                if unsure:  # its facts first: that is quicker than the condition, and hardly ever true
                    made.append((self._some_unknown(node) & condition.fill_null(True), ibis.literal(True)))
            one = ibis.cases(*made, else_=ibis.literal(end)) if made else ibis.literal(end)
            found = one if found is None else found | one
        return ibis.literal(False) if found is None else found

    def _some_unknown(self, node: Node) -> Any:
        import ibis

        missing = [self.columns[fact].isnull() for fact in sorted(self.unsure(node))]
        return reduce(lambda one, two: one | two, missing) if not _holds_open(node) else ibis.literal(True)

    def unsure(self, node: Node) -> frozenset[str]:
        """The facts of a condition that a row may not know."""
        return frozenset(fact for fact in node.facts() if any(fact not in about.always for about in self.slices.values()))

    def _by_kind(self, chains: Mapping[str | None, Any], build: Any) -> Any:
        """Kinds with the same chain share a branch; the last branch is the rest."""
        import ibis

        groups: dict[Any, list[str | None]] = {}
        for kind, chain in chains.items():
            groups.setdefault(chain, []).append(kind)
        *firsts, (last, _) = sorted(groups.items(), key=lambda group: (None in group[1], len(group[1])))
        branches = [(self.columns[KIND].isin(kinds), build(chain)) for chain, kinds in firsts]
        return ibis.cases(*branches, else_=build(last)) if branches else build(last)


def _holds_open(node: Node) -> bool:
    return node == OPEN or any(_holds_open(part) for part in node.parts)
