"""What is known of a whole slice of facts decides parts of a condition before any row is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from makegood.policy.compile import compile_condition, value_of
from makegood.policy.node import Node

YES, NO, OPEN = (Node("const", "bool", value) for value in (True, False, None))


@dataclass(frozen=True, slots=True)
class Slice:
    """A table, or a part of it: facts that are the same in every row (`known`), that no row knows (`unknown`), that every row knows
    (`always`), and between which two values a fact lies (`ranges`; of the rows that know it)."""

    known: Mapping[str, Any] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    always: frozenset[str] = frozenset()
    ranges: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    def within(self, known: Mapping[str, Any]) -> "Slice":
        """The part in which these facts are so; None is unknown."""
        there = {name: value for name, value in known.items() if value is not None}
        return Slice({**self.known, **there}, self.unknown | (set(known) - set(there)), self.always, self.ranges)

    def may_be_unknown(self, node: Node) -> bool:
        """Can this condition be unknown in a row of the slice?"""
        if node.op == "fact":
            return node.value not in self.always and node.value not in self.known
        return (node.op, node.value) == ("const", None) or any(self.may_be_unknown(part) for part in node.parts)


_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def spread(node: Node, wanted: bool = True) -> Node:
    """The same condition of `and`, `or` and single questions: `not` stands before a fact, a list or a call only, and yes/no parts are
    joined instead of compared. It holds, and is unknown, where the condition (its opposite, unless `wanted`) is."""
    if node.op == "not":
        return spread(node.parts[0], not wanted)
    if node.op in ("and", "or"):
        op = node.op if wanted else {"and": "or", "or": "and"}[node.op]
        return Node(op, "bool", None, tuple(spread(part, wanted) for part in node.parts))
    if node.op == "const":
        return _settled(bool(node.value) is wanted)
    if node.parts and node.parts[0].type == "bool":
        return _spread_bool(node, wanted)
    node = Node(node.op, node.type, node.value, tuple(_reckoned(part) for part in node.parts))
    if node.op == "compare":
        return node if wanted else Node("compare", "bool", _OPPOSITE[node.value], node.parts)
    return node if wanted else Node("not", "bool", None, (node,))


def _reckoned(node: Node) -> Node:
    """Sums of what was written are done once."""
    if node.op != "arith":
        return node
    node = Node(node.op, node.type, node.value, tuple(_reckoned(part) for part in node.parts))
    return Node("const", node.type, value_of(node)({})) if all(part.op == "const" for part in node.parts) else node


def _spread_bool(node: Node, wanted: bool) -> Node:
    one = node.parts[0]
    yes, no = spread(one), spread(one, False)
    if node.op == "in":
        among = [part for value, part in ((True, yes), (False, no)) if (value in node.value) is wanted]
        return among[0] if len(among) == 1 else Node("or" if among else "and", "bool", None, (yes, no))
    two, not_two = spread(node.parts[1]), spread(node.parts[1], False)
    if (node.value == "==") is not wanted:
        two, not_two = not_two, two
    return Node("or", "bool", None, (Node("and", "bool", None, (yes, two)), Node("and", "bool", None, (no, not_two))))


def narrowed(node: Node, about: Slice) -> Node:
    """A `spread` condition that means the same in every row of the slice; YES, NO or OPEN (unknown) where it is settled."""
    if node.op in ("and", "or"):
        return _joined(node, [narrowed(part, about) for part in node.parts])
    if node.op == "not":
        inner = narrowed(node.parts[0], about)
        return _settled(None if inner is OPEN else inner is NO) if inner in (YES, NO, OPEN) else Node("not", "bool", None, (inner,))
    if node.op == "known":
        name = node.value
        if name in about.unknown:
            return NO
        return YES if name in about.always or name in about.known else node
    return _leaf(node, about)


def _settled(value: bool | None) -> Node:
    return OPEN if value is None else YES if value else NO


def _joined(node: Node, parts: list[Node]) -> Node:
    stops, passes = (NO, YES) if node.op == "and" else (YES, NO)
    if any(part == stops for part in parts):
        return stops
    flat = (one for part in parts for one in (part.parts if part.op == node.op else (part,)))
    left = tuple(dict.fromkeys(part for part in flat if part != passes))
    if not left or left == (OPEN,):
        return OPEN if left else passes
    return left[0] if len(left) == 1 else Node(node.op, "bool", None, left)


def _leaf(node: Node, about: Slice) -> Node:
    facts = node.facts()
    if facts & about.unknown or node == OPEN:
        return OPEN
    if facts <= set(about.known):
        return _settled(compile_condition(node)(about.known))
    if node.op == "compare" and node.parts[0].op == "fact" and node.parts[1].op == "const" and node.parts[0].value in about.ranges:
        return _by_range(node, about)
    return node


def _by_range(node: Node, about: Slice) -> Node:
    """Both ends of a range answer alike, and so does what lies between (an equality only where it is outside)."""
    fact, constant = node.parts
    low, high = about.ranges[fact.value]
    outside = constant.value < low or constant.value > high
    if node.value in ("==", "!="):
        found = node.value == "!=" if outside else None
    else:
        ends = {compile_condition(node)({fact.value: end}) for end in (low, high)}
        found = ends.pop() if len(ends) == 1 else None
    return node if found is None or about.may_be_unknown(fact) else _settled(found)
