"""Conditions as closures with three values: True, False and None (unknown), as in SQL."""

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from makegood.kernel.period import add_days
from makegood.policy.expression import Node

Values = Mapping[str, Any]
Condition = Callable[[Values], bool | None]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITH: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def compile_condition(node: Node) -> Condition:
    """A condition's closure over flat values (absent: unknown)."""
    maker = _MAKERS[node.op]
    return maker(node)


@lru_cache(maxsize=4096)
def _cached(node: Node) -> Condition:
    return compile_condition(node)


def unknown_facts(node: Node, values: Values) -> frozenset[str]:
    """The facts that leave an unknown condition unknown: not those beside a part that is settled, nor those that `known` asks about."""
    if node.op in ("and", "or"):
        return frozenset().union(*(unknown_facts(part, values) for part in node.parts if _cached(part)(values) is None))
    if node.op == "fact":
        return frozenset() if values.get(node.value) is not None else frozenset({node.value})
    return frozenset().union(*(unknown_facts(part, values) for part in node.parts))


def _and(node: Node) -> Condition:
    first, rest = node.parts[0], node.parts[1:]
    words = _words(first)
    if words is not None and rest:
        return _guarded(
            first.parts[0].value, words, compile_condition(rest[0]) if len(rest) == 1 else _and(Node("and", "bool", None, rest))
        )
    parts = tuple(compile_condition(part) for part in node.parts)
    if len(parts) == 2:
        return _and_two(*parts)
    if len(parts) == 3:
        return _and_two(parts[0], _and_two(parts[1], parts[2]))

    def run(values: Values) -> bool | None:
        found: bool | None = True
        for part in parts:
            one = part(values)
            if one is False:
                return False
            if one is None:
                found = None
        return found

    return run


def _words(node: Node) -> frozenset[Any] | None:
    """The words of `fact == word` or `fact in (words)`; None for any other condition."""
    if node.op == "in" and node.parts[0].op == "fact":
        return frozenset(node.value)
    if node.op == "compare" and node.value == "==" and node.parts[0].op == "fact" and node.parts[1].op == "const":
        return frozenset([node.parts[1].value])
    return None


def _guarded(name: str, words: frozenset[Any], rest: Condition) -> Condition:
    """`fact in words and rest` in one step: rules begin so, and most of them end there."""

    def run(values: Values) -> bool | None:
        one = values.get(name)
        if one is not None:
            return rest(values) if one in words else False
        return False if rest(values) is False else None

    return run


def _and_two(first: Condition, second: Condition) -> Condition:
    """The common short forms without a loop: they are most of what a policy runs."""

    def run(values: Values) -> bool | None:
        one = first(values)
        if one is False:
            return False
        two = second(values)
        return two if one is True or two is False else None

    return run


def _or(node: Node) -> Condition:
    parts = tuple(compile_condition(part) for part in node.parts)

    def run(values: Values) -> bool | None:
        found: bool | None = False
        for part in parts:
            one = part(values)
            if one:
                return True
            if one is None:
                found = None
        return found

    return run


def _not(node: Node) -> Condition:
    inner = compile_condition(node.parts[0])

    def run(values: Values) -> bool | None:
        one = inner(values)
        return None if one is None else not one

    return run


def _in(node: Node) -> Condition:
    words = node.value
    if node.parts[0].op == "fact":
        name = node.parts[0].value

        def of_fact(values: Values) -> bool | None:
            one = values.get(name)
            return None if one is None else one in words

        return of_fact
    inner = value_of(node.parts[0])

    def run(values: Values) -> bool | None:
        one = inner(values)
        return None if one is None else one in words

    return run


def _compare(node: Node) -> Condition:
    compare, (left, right) = _COMPARE[node.value], node.parts
    if left.op == "fact" and right.op == "const":
        name, constant = left.value, right.value
        if node.value == "==":
            return lambda values: None if (one := values.get(name)) is None else one == constant

        def of_fact(values: Values) -> bool | None:
            one = values.get(name)
            return None if one is None else compare(one, constant)

        return of_fact
    first, second = value_of(left), value_of(right)

    def run(values: Values) -> bool | None:
        one, two = first(values), second(values)
        return None if one is None or two is None else compare(one, two)

    return run


def value_of(node: Node) -> Callable[[Values], Any]:
    """One side of a comparison; None is unknown."""
    if node.op == "const":
        constant = node.value
        return lambda values: constant
    if node.op == "fact":
        name = node.value
        return lambda values: values.get(name)
    if node.op != "arith":
        return compile_condition(node)
    work, first, second = _ARITH[node.value], value_of(node.parts[0]), value_of(node.parts[1])
    days_apart = node.type == "int" and node.parts[0].type == "date"
    day_moved = node.type == "date"

    def run(values: Values) -> Any:
        one, two = first(values), second(values)
        if one is None or two is None:
            return None
        if day_moved:
            return add_days(one, two if node.value == "+" else -two)
        return work(one, two).days if days_apart else work(one, two)

    return run


def _fact(node: Node) -> Condition:
    name = node.value
    return lambda values: values.get(name)


def _known(node: Node) -> Condition:
    name = node.value
    return lambda values: values.get(name) is not None


def _const(node: Node) -> Condition:
    constant = bool(node.value)
    return lambda values: constant


def _two(node: Node, test: Callable[[Any, Any], bool]) -> Condition:
    first, second = value_of(node.parts[0]), value_of(node.parts[1])

    def run(values: Values) -> bool | None:
        one, two = first(values), second(values)
        return None if one is None or two is None else test(one, two)

    return run


_MAKERS: dict[str, Callable[[Node], Condition]] = {
    "and": _and, "or": _or, "not": _not, "in": _in, "compare": _compare, "fact": _fact, "known": _known, "const": _const,
    "starts_with": lambda node: _two(node, lambda text, start: text.startswith(start)),
    "contains": lambda node: _two(node, lambda whole, part: part in whole),
}  # fmt: skip
