"""What of a condition is settled already where a sentence is read: it is not said once more."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from makegood.policy.compile import Condition, compile_condition
from makegood.policy.node import Node

Values = Mapping[str, Any]
_TRUE, _FALSE = Node("const", "bool", True), Node("const", "bool", False)


# What is known wherever a sentence is read; whether any other fact will be known is itself unknown, unlike when a case is decided.
KNOWN = frozenset({"case.kind", "fault", "order.market", "order.disclosures", "item.customer_input", "item.personalised"})
# What the sentence itself must tell: it differs between its readers. The kind of case does, too, and is told beside the condition.
_TOLD = frozenset({"fault", "item.customer_input", "item.personalised"})
_UNKNOWN = Node("fact", "bool", "?")


def _as_read(node: Node) -> Node:
    if node.op == "known":
        return node if node.value in KNOWN else _UNKNOWN
    return Node(node.op, node.type, node.value, tuple(_as_read(part) for part in node.parts)) if node.parts else node


@lru_cache(maxsize=4096)
def as_read(node: Node) -> Condition:
    """The condition over the facts of a reader: False only where it can't come to hold, True only where it always does."""
    return compile_condition(_as_read(node))


def _always(node: Node, cells: Sequence[Values]) -> bool | None:
    """True or False where the node is that in every cell, else None."""
    found = {as_read(node)(cell) for cell in cells}
    return found.pop() if len(found) == 1 else None


def left_open(node: Node, cells: Sequence[Values]) -> Node:
    """The condition without its parts that hold, or can't hold, in all of the cells; what is left says the same there."""
    settled = None if node.facts() & _TOLD else _always(node, cells)
    if settled is not None:
        return _TRUE if settled else _FALSE
    if node.op == "not":
        return Node("not", "bool", None, (left_open(node.parts[0], cells),))
    if node.op not in ("and", "or"):
        return node
    drop = _TRUE if node.op == "and" else _FALSE
    parts = tuple(part for one in node.parts if (part := left_open(one, cells)) != drop)
    parts = tuple(said_once(parts)) if node.op == "and" else parts
    return parts[0] if len(parts) == 1 else Node(node.op, "bool", None, parts)


def said_once(parts: Sequence[Node]) -> list[Node]:
    """Parts that hold together, without `known(x)` beside a comparison of x: it can't hold without."""
    compared = frozenset().union(*(part.facts() for part in parts if part.op in ("compare", "in", "starts_with", "contains")))
    return [part for part in parts if part.op != "known" or part.value not in compared]


def is_settled(node: Node) -> bool:
    return node in (_TRUE, _FALSE)
