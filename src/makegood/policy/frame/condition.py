"""A condition as a dataframe expression (Ibis): the same three values, the same exact numbers, the same days as in the row executor.

Amounts and numbers are whole: a written 9.5 is 19 over 2, and both sides of a comparison are brought to one denominator. Days are counted
from 1970 where they are reckoned with, and stop at the first and the last day that a date can hold, as `kernel.period.add_days` does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.policy.node import Node

# What a table's numbers may be, in whole units; `policy.frame_facts` refuses a table with larger ones.
BOUNDS = {"int": 10**12, "money": 10**15, "number": 10**15}
MILLIONTHS = 10**6  # a number is held in these
_EPOCH = date(1970, 1, 1)
_FIRST, _LAST = ((day - _EPOCH).days for day in (date.min, date.max))
_NUMBERS, _WIDE, _WIDEST = ("int", "number", "money"), 2**62, 10**37
_EXACT = "decimal(38, 0)"


class TooWide(ArithmeticError):
    """Numbers that a table's arithmetic can't hold exactly."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """`expr` over `of`; `most` bounds its size, so that the arithmetic can't overflow."""

    expr: Any
    of: int
    most: int
    written: int | None = None

    def over(self, of: int) -> "_Whole":
        times = of // self.of
        if self.written is not None:
            return _written(self.written * times, of)
        return self if times == 1 else _wide(self.most * times, lambda one, two: one * two, self, _written(times, 1), of)


def _literal(value: int) -> Any:
    import ibis

    return ibis.literal(value, "int64" if abs(value) < 2**63 else _EXACT)


def _written(value: int, of: int) -> _Whole:
    return _Whole(_literal(value), of, abs(value), value)


def _wide(most: int, work: Callable[[Any, Any], Any], one: _Whole, two: _Whole, of: int) -> _Whole:
    if most < _WIDE:
        return _Whole(work(one.expr, two.expr), of, most)
    if most >= _WIDEST:
        raise TooWide
    return _Whole(work(one.expr.cast(_EXACT), two.expr.cast(_EXACT)), of, most)


class FrameCompiler:
    """Conditions over the columns of one table, each built once: `columns` maps a fact to its Ibis column."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self.columns = columns
        self._made: dict[Node, Any] = {}

    def condition(self, node: Node) -> Any:
        """A yes/no expression of a `spread` condition; null is unknown. Raises TooWide."""
        if node not in self._made:
            self._made[node] = getattr(self, f"_{node.op}")(node)
        return self._made[node]

    def of_rule(self, rule: str, node: Node) -> Any:
        """The condition of a rule. Refuses `frame_limit`, naming it."""
        try:
            return self.condition(node)
        except TooWide:
            message = f"{rule}: a product of so many facts can't be reckoned exactly over a table."
            raise Refusal("frame_limit", message, "Multiply fewer facts, or decide line by line.", status=400, field=rule) from None

    def _and(self, node: Node) -> Any:
        return self._chained(node, lambda one, two: one & two)

    def _or(self, node: Node) -> Any:
        return self._chained(node, lambda one, two: one | two)

    def _chained(self, node: Node, join: Callable[[Any, Any], Any]) -> Any:
        found = self.condition(node.parts[0])
        for part in node.parts[1:]:
            found = join(found, self.condition(part))
        return found

    def _not(self, node: Node) -> Any:
        """Nothing may ask of the result whether it is null: `NOT x IS NULL` is NOT (x IS NULL), and Ibis writes no parentheses there."""
        return ~self.condition(node.parts[0])

    def _fact(self, node: Node) -> Any:
        return self.columns[node.value]

    def _known(self, node: Node) -> Any:
        return self.columns[node.value].notnull()

    def _const(self, node: Node) -> Any:
        import ibis

        return ibis.null("boolean") if node.value is None else ibis.literal(node.value)

    def _compare(self, node: Node) -> Any:
        work, (one, two) = _WORK[node.value], node.parts
        if one.type in _NUMBERS:
            left, right = self._number(one), self._number(two)
            of = lcm(left.of, right.of)
            left, right = left.over(of), right.over(of)
            return _wide(max(left.most, right.most), work, left, right, 1).expr
        if one.type == "date" and "arith" in (one.op, two.op):
            return work(self._days(one), self._days(two))
        return work(self._plain(one), self._plain(two))

    def _in(self, node: Node) -> Any:
        import ibis

        one = node.parts[0]
        if one.type in _NUMBERS:
            left = self._number(one)
            wanted = sorted(int(value * left.of) for value in node.value if Fraction(value) * left.of % 1 == 0)
            found = left.expr
        elif one.type == "date" and one.op == "arith":
            wanted, found = sorted((day - _EPOCH).days for day in node.value), self._days(one)
        else:
            wanted, found = sorted(node.value), self._plain(one)
        if not wanted:  # nothing is in an empty list, but an unknown fact stays unknown
            return ibis.ifelse(found.isnull(), ibis.null("boolean"), ibis.literal(False))
        return found.isin(wanted)

    def _starts_with(self, node: Node) -> Any:
        return self._plain(node.parts[0]).startswith(self._plain(node.parts[1]))

    def _contains(self, node: Node) -> Any:
        import ibis

        whole, part = (self._plain(one) for one in node.parts)
        found = whole.contains(part)
        if node.parts[1].op == "const":
            return found
        return ibis.ifelse(whole.isnull() | part.isnull(), ibis.null("boolean"), found)

    def _plain(self, node: Node) -> Any:
        import ibis

        if node.op == "const":
            return ibis.date(node.value) if node.type == "date" else ibis.literal(node.value)
        return self.columns[node.value]

    def _number(self, node: Node) -> _Whole:
        if node.op == "const":
            value = Fraction(node.value)
            return _written(value.numerator, value.denominator)
        if node.op == "fact":
            return _Whole(self.columns[node.value], MILLIONTHS if node.type == "number" else 1, BOUNDS[node.type])
        one, two = node.parts
        if one.type == "date":
            return _Whole(self._days(one) - self._days(two), 1, 2 * _LAST - _FIRST)
        left, right = self._number(one), self._number(two)
        if node.value == "*":
            return _wide(left.most * right.most, lambda a, b: a * b, left, right, left.of * right.of)
        of = lcm(left.of, right.of)
        left, right = left.over(of), right.over(of)
        return _wide(left.most + right.most, _SUMS[node.value], left, right, of)

    def _days(self, node: Node) -> Any:
        import ibis

        if node.op == "const":
            return _literal((node.value - _EPOCH).days)
        if node.op == "fact":
            return self.columns[node.value].delta(ibis.date("1970-01-01"), unit="day")
        start, moved = self._days(node.parts[0]), self._number(node.parts[1])
        if moved.most >= _WIDE:
            raise TooWide
        found = _SUMS[node.value](start, moved.expr)
        return ibis.ifelse(found < _FIRST, _literal(_FIRST), ibis.ifelse(found > _LAST, _literal(_LAST), found))


_WORK: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda one, two: one == two, "!=": lambda one, two: one != two, "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two, ">": lambda one, two: one > two, ">=": lambda one, two: one >= two,
}  # fmt: skip
_SUMS: dict[str, Callable[[Any, Any], Any]] = {"+": lambda one, two: one + two, "-": lambda one, two: one - two}
