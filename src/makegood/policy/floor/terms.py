"""A policy's conditions as terms of a solver: every fact a value and whether it is known, every condition what makes it true and what makes it false.

The meaning is that of compile.py: a condition that is neither true nor false is unknown and does not hold.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from makegood.law.scenario import OWN_INPUTS
from makegood.policy.facts import _FAULT, FACTS
from makegood.policy.floor.texts import matching, texts_asked
from makegood.policy.node import Node
from makegood.policy.rules import Policy

_LISTS = ("words", "texts")
_COMPARE = {
    "==": lambda one, two: one == two, "!=": lambda one, two: one != two, "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two, ">": lambda one, two: one > two, ">=": lambda one, two: one >= two,
}  # fmt: skip
_BASES = {"fault": ("case.kind",), "item.personalised": ("item.customer_input",)}
Pair = tuple[z3.BoolRef, z3.BoolRef]


class Terms:
    """`facts`: name -> (known, value); of a list the value is a dict of memberships. Money is minor units, a day its ordinal, a word or text a code."""

    def __init__(self, policy: Policy, markets: Iterable[str] = ()) -> None:
        self.facts: dict[str, tuple[z3.BoolRef, Any]] = {}
        self.codes: dict[str, int] = {}
        self.asked = frozenset().union(*(rule.facts for rule in policy.rules))
        self.texts, self.crowded = texts_asked([rule.when for rule in policy.rules if rule.when is not None])
        if "order.market" in self.asked:
            self.texts.setdefault("order.market", {}).update(dict.fromkeys(markets))
        self.limits: list[z3.BoolRef] = []
        self.touched: set[str] = set()  # facts used since it was last emptied
        self._conditions: dict[Node, Pair] = {}
        self.today = z3.Int("today")
        self.notice = z3.If(self.known("case.notified_on"), self.value("case.notified_on"), self.today)
        self.holds = [z3.BoolVal(True) if rule.when is None else self.condition(rule.when)[0] for rule in policy.rules]
        self.fails = [z3.BoolVal(False) if rule.when is None else self.condition(rule.when)[1] for rule in policy.rules]
        self.read = frozenset(self.touched)  # all that the rules look at, what it is derived from included

    def code(self, word: str) -> int:
        return self.codes.setdefault(word, len(self.codes))

    def known(self, name: str) -> z3.BoolRef:
        return self.fact(name)[0]

    def value(self, name: str) -> Any:
        return self.fact(name)[1]

    def is_word(self, name: str, words: Iterable[str]) -> z3.BoolRef:
        known, value = self.fact(name)
        return z3.And(known, z3.Or([value == self.code(word) for word in sorted(words)]))

    def has(self, name: str, word: str) -> z3.BoolRef:
        """The list is known and holds the word."""
        known, members = self.fact(name)
        if word not in members:
            members[word] = z3.Bool(f"{name}:{word}")
        return z3.And(known, members[word])

    def yes(self, name: str) -> z3.BoolRef:
        known, value = self.fact(name)
        return z3.And(known, value)

    def fact(self, name: str) -> tuple[z3.BoolRef, Any]:
        self.touched.update((name, *_BASES.get(name, ())))
        if name not in self.facts:
            self.facts[name] = self._derived(name) or self._given(name)
        return self.facts[name]

    def _given(self, name: str) -> tuple[z3.BoolRef, Any]:
        fact, known = FACTS[name], z3.Bool(f"{name}?")
        if name in ("case.kind", "case.events", "order.placed_on", "order.disclosures"):
            known = z3.BoolVal(True)
        if fact.type in _LISTS:
            return known, {}
        if fact.type == "bool":
            return known, z3.Bool(name)
        value = z3.Real(name) if fact.type == "number" else z3.Int(name)
        if fact.type == "word":
            words = fact.words - {"unknown"} if name == "item.customer_input" else fact.words
            self.limits.append(z3.Or([value == self.code(word) for word in sorted(words)]))
        elif fact.type == "text":
            self.limits.append(z3.Or([value == self.code(text) for text in self.texts.get(name, {"something": None})]))
        return known, value

    def _derived(self, name: str) -> tuple[z3.BoolRef, Any] | None:
        """As facts._derive has it."""
        if name == "days_since_delivery":
            return self.known("order.delivered_on"), self.notice - self.value("order.delivered_on")
        if name == "days_since_order":
            return self.known("order.placed_on"), self.notice - self.value("order.placed_on")
        if name == "days_late":
            came = z3.If(self.known("order.delivered_on"), self.value("order.delivered_on"), self.today)
            late = came - self.value("order.promised_on")
            return self.known("order.promised_on"), z3.If(late > 0, late, 0)
        if name == "fault":
            kind, found = self.value("case.kind"), z3.IntVal(self.code("nobody"))
            for word, who in _FAULT.items():
                found = z3.If(kind == self.code(word), self.code(who), found)
            return z3.BoolVal(True), found
        if name == "item.personalised":
            return self.known("item.customer_input"), self.is_word("item.customer_input", OWN_INPUTS)
        return None

    def condition(self, node: Node) -> Pair:
        """(what makes it true, what makes it false)."""
        if node not in self._conditions:
            self._conditions[node] = self._condition(node)
        return self._conditions[node]

    def _condition(self, node: Node) -> Pair:
        if node.op in ("and", "or"):
            parts = [self.condition(part) for part in node.parts]
            every, some = (0, 1) if node.op == "and" else (1, 0)
            both = z3.And([part[every] for part in parts]), z3.Or([part[some] for part in parts])
            return both if node.op == "and" else (both[1], both[0])
        if node.op == "not":
            true, false = self.condition(node.parts[0])
            return false, true
        if node.op == "const":
            return z3.BoolVal(bool(node.value)), z3.BoolVal(not node.value)
        if node.op == "known":
            return self.known(node.value), z3.Not(self.known(node.value))
        known, test = self._test(node)
        return z3.And(known, test), z3.And(known, z3.Not(test))

    def _test(self, node: Node) -> tuple[z3.BoolRef, z3.BoolRef]:
        """(is it known, is it so) of one comparison."""
        if node.op == "fact":
            return self.fact(node.value)
        first = node.parts[0]
        if node.op == "in":
            known, value = self._value(first)
            return known, z3.Or([value == self._constant(word, first.type) for word in sorted(node.value, key=str)])
        second = node.parts[1]
        listed = FACTS[first.value].type in _LISTS if first.op == "fact" else False
        if node.op == "contains" and listed and second.op == "const":
            return self.known(first.value), self.has(first.value, second.value)
        if node.op in ("contains", "starts_with") and first.op == "fact" and second.op == "const" and not listed:
            if first.value in self.crowded:
                return self._free(node)
            known, value = self.fact(first.value)
            pool = FACTS[first.value].words or self.texts.get(first.value, {})
            fitting = [value == self.code(text) for text in matching(node.op, pool, second.value)]
            return known, z3.Or(fitting)
        if node.op != "compare" or listed:
            return self._free(node)
        (known, one), (also, two) = self._value(first), self._value(second)
        return z3.And(known, also), _COMPARE[node.value](one, two)

    def _free(self, node: Node) -> tuple[z3.BoolRef, z3.BoolRef]:
        """What is not modelled may be anything: a proof stays one, a find that doesn't come true is said to be open."""
        known = z3.And([self.known(name) for name in sorted(node.facts())])
        return known, z3.FreshBool("free")

    def _value(self, node: Node) -> tuple[z3.BoolRef, Any]:
        if node.op == "const":
            return z3.BoolVal(True), self._constant(node.value, node.type)
        if node.op == "fact":
            return self.fact(node.value)
        if node.op == "arith":
            (known, one), (also, two) = self._value(node.parts[0]), self._value(node.parts[1])
            work = one + two if node.value == "+" else one - two if node.value == "-" else one * two
            return z3.And(known, also), work
        true, false = self.condition(node)
        return z3.Or(true, false), true

    def _constant(self, value: Any, kind: str) -> Any:
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, date):
            return z3.IntVal(value.toordinal())
        if isinstance(value, str):
            return z3.IntVal(self.code(value))
        if isinstance(value, Fraction):
            return z3.Q(value.numerator, value.denominator)
        return z3.IntVal(value)
