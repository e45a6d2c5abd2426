"""The checked parts of a condition, and what is said of one that is wrong."""

import difflib
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any


class ExpressionError(ValueError):
    """What is wrong, and in which column (from 1)."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Node:
    """One checked part. `op`: fact, const, and, or, not, compare, in, arith, known, starts_with, contains, between."""

    op: str
    type: str
    value: Any = None
    parts: tuple["Node", ...] = ()

    def facts(self) -> frozenset[str]:
        """The facts that this part looks at."""
        own = frozenset({self.value}) if self.op in ("fact", "known") else frozenset()
        return own.union(*(part.facts() for part in self.parts))


def nearest(word: str, known: Any) -> str:
    found = difflib.get_close_matches(word, list(known), 1, 0.5)
    return f"; did you mean {found[0]}?" if found else ""


def said(node: Node) -> str:
    return "number" if node.type == "literal" else node.type


def written_number(text: str) -> Fraction | None:
    """The exact number; None where it has more digits than any fact (15 before the point, 6 after it)."""
    try:
        number = Fraction(text)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 10**15 and 10**6 % number.denominator == 0 else None


def folded(left: Node, sign: str, right: Node) -> Node:
    """Two written numbers are one: it takes its type from what it is compared with, exactly."""
    with localcontext(prec=4_000):
        one, two = Decimal(left.value), Decimal(right.value)
        return Node("const", "literal", format((one + two if sign == "+" else one - two if sign == "-" else one * two).normalize(), "f"))
