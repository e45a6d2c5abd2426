"""The language of conditions: Python's expression syntax, declared fact types, three values. Parsed and checked, never eval'ed."""

import ast
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.kernel.period import day_from_text
from makegood.kernel.refusal import Refusal
from makegood.policy.facts import FACTS
from makegood.policy.node import ExpressionError, Node, folded, nearest, said, written_number
from makegood.policy.source import DEEPEST, column_in, foreign, on_one_line

_NUMBERS = ("int", "number", "money")
_OPERATORS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in"}


def parse(text: str, currency: str) -> Node:
    """The checked condition. Raises ExpressionError with the column in `text` and the nearest known word."""
    line = on_one_line(text)
    start = len(line) - len(line.lstrip())
    try:
        tree = ast.parse(line.strip(), mode="eval").body
        node = _Checker(currency).check(tree, 1)
    except SyntaxError as error:
        raise ExpressionError(f"not an expression: {error.msg}", start + (error.offset or 1)) from None
    except ExpressionError as error:
        raise ExpressionError(str(error), start + column_in(line.strip(), error.column - 1)) from None
    except (RecursionError, MemoryError, ValueError):
        raise ExpressionError("not an expression", start + 1) from None
    if node.type != "bool":
        raise ExpressionError(f"a condition is yes or no, this is a {said(node)}", start + 1)
    return node


class _Checker:
    def __init__(self, currency: str) -> None:
        self.currency = currency

    def check(self, tree: ast.expr, depth: int) -> Node:
        if depth > DEEPEST:
            raise ExpressionError(f"nested deeper than {DEEPEST}", tree.col_offset + 1)
        method: Callable[[Any, int], Node] | None = getattr(self, f"_{type(tree).__name__.lower()}", None)
        if method is None:
            raise ExpressionError(foreign(tree), tree.col_offset + 1)
        return method(tree, depth + 1)

    def _boolop(self, tree: ast.BoolOp, depth: int) -> Node:
        parts = tuple(self._yes_no(part, depth) for part in tree.values)
        return Node("and" if isinstance(tree.op, ast.And) else "or", "bool", None, parts)

    def _yes_no(self, tree: ast.expr, depth: int) -> Node:
        node = self.check(tree, depth)
        if node.type != "bool":
            raise ExpressionError(f"yes or no is needed here, this is a {node.type}", tree.col_offset + 1)
        return node

    def _unaryop(self, tree: ast.UnaryOp, depth: int) -> Node:
        if isinstance(tree.op, ast.Not):
            return Node("not", "bool", None, (self._yes_no(tree.operand, depth),))
        if isinstance(tree.op, ast.USub) and isinstance(tree.operand, ast.Constant):
            inner = self.check(tree.operand, depth)
            if inner.type == "literal":
                return Node("const", "literal", "-" + inner.value)
        raise ExpressionError("only `not` and negative numbers stand before a value", tree.col_offset + 1)

    def _binop(self, tree: ast.BinOp, depth: int) -> Node:
        sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}.get(type(tree.op))
        if sign is None:
            raise ExpressionError("only + - * are known", tree.col_offset + 1)
        left, right = self.check(tree.left, depth), self.check(tree.right, depth)
        if sign == "-" and left.type == right.type == "date":
            return Node("arith", "int", sign, (left, right))
        if sign in "+-" and left.type == "date" and right.type in ("int", "literal"):
            days = self._as(right, "int", tree.right)
            if isinstance(days.value, Fraction):
                raise ExpressionError("a day is moved by whole days", tree.right.col_offset + 1)
            return Node("arith", "date", sign, (left, days))
        if left.type == right.type == "literal":
            return folded(left, sign, right)
        kinds = {left.type, right.type} - {"literal"}
        if (
            not kinds <= set(_NUMBERS)
            or (len(kinds) > 1 and "money" in kinds and sign != "*")
            or (sign == "*" and left.type == right.type == "money")
        ):
            raise ExpressionError(f"{said(left)} {sign} {said(right)} has no meaning", tree.col_offset + 1)
        if sign == "*" and "money" in kinds:
            return Node(
                "arith", "money", sign, tuple(part if part.type == "money" else self._as(part, "number", tree) for part in (left, right))
            )
        kind = "number" if len(kinds) > 1 else next(iter(kinds))
        parts = (self._as(left, kind, tree), self._as(right, kind, tree))
        if any(isinstance(part.value, Fraction) for part in parts):
            kind = "number"
        return Node("arith", kind, sign, parts)

    def _compare(self, tree: ast.Compare, depth: int) -> Node:
        sides = [tree.left, *tree.comparators]
        found = [self._pair(left, op, right, depth) for left, op, right in zip(sides, tree.ops, sides[1:], strict=False)]
        return found[0] if len(found) == 1 else Node("and", "bool", None, tuple(found))

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr, depth: int) -> Node:
        sign = _OPERATORS.get(type(op))
        if sign is None:
            raise ExpressionError("this comparison is not part of the language", left.col_offset + 1)
        if sign in ("in", "not in"):
            return self._membership(left, sign, right, depth)
        one, two = self.check(left, depth), self.check(right, depth)
        if two.type not in ("name", "literal") and (one.type in ("name", "literal") or (one.op, two.type) == ("const", "word")):
            one = self._as(one, two.type, left, self._words(two))
        else:
            two = self._as(two, one.type, right, self._words(one))
        if one.type in ("name", "literal"):
            raise ExpressionError("one side must be a fact" + self._hint(one), left.col_offset + 1)
        numbers = one.type in _NUMBERS and two.type in _NUMBERS and ("money" in (one.type, two.type)) == (one.type == two.type == "money")
        if one.type != two.type and not numbers:
            raise ExpressionError(f"a {said(one)} can't be compared with a {said(two)}", left.col_offset + 1)
        if sign not in ("==", "!=") and one.type not in (*_NUMBERS, "date"):
            raise ExpressionError(f"a {one.type} has no order", left.col_offset + 1)
        return Node("compare", "bool", sign, (one, two))

    def _membership(self, left: ast.expr, sign: str, right: ast.expr, depth: int) -> Node:
        alone = isinstance(right, ast.Constant) or (isinstance(right, ast.Name) and right.id not in FACTS)
        if not alone and not isinstance(right, (ast.Tuple, ast.List, ast.Set)):
            raise ExpressionError("`in` needs a list in parentheses; for a list fact use contains(list, word)", right.col_offset + 1)
        one = self.check(left, depth)
        if one.type in ("name", "literal"):
            raise ExpressionError("a fact must stand before `in`" + self._hint(one), left.col_offset + 1)
        listed = right.elts if isinstance(right, (ast.Tuple, ast.List, ast.Set)) else [right]
        parts = [self._needed(self.check(part, depth), one.type, part, self._words(one)) for part in listed]
        if any(part.op != "const" for part in parts):
            raise ExpressionError("the list after `in` holds words and numbers only", right.col_offset + 1)
        node = Node("in", "bool", frozenset(part.value for part in parts), (one,))
        return node if sign == "in" else Node("not", "bool", None, (node,))

    def _call(self, tree: ast.Call, depth: int) -> Node:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        counts = {"date": 1, "between": 3, "known": 1, "starts_with": 2, "contains": 2}
        if name not in counts:
            raise ExpressionError(f"there is no function {name or 'here'}{nearest(name, counts)}", tree.col_offset + 1)
        if len(tree.args) != counts[name] or tree.keywords:
            raise ExpressionError(f"{name} takes {counts[name]} values", tree.col_offset + 1)
        if name == "date":
            return self._date(tree.args[0])
        first = self.check(tree.args[0], depth)
        if name == "known":
            if first.op != "fact":
                raise ExpressionError("known() asks about a fact" + self._hint(first), tree.col_offset + 1)
            return Node("known", "bool", first.value)
        rest = [self.check(arg, depth) for arg in tree.args[1:]]
        if name == "between":
            if first.type not in (*_NUMBERS, "date"):
                raise ExpressionError(f"between() needs a number, an amount or a day, this is a {first.type}", tree.col_offset + 1)
            low, high = (self._needed(part, first.type, arg) for part, arg in zip(rest, tree.args[1:], strict=True))
            if low.op == high.op == "const" and low.value > high.value:
                raise ExpressionError("between() takes the lower bound first", tree.args[1].col_offset + 1)
            return Node("and", "bool", None, (Node("compare", "bool", ">=", (first, low)), Node("compare", "bool", "<=", (first, high))))
        if name == "starts_with":
            if first.type not in ("text", "word"):
                raise ExpressionError("starts_with() needs a text", tree.col_offset + 1)
            return Node("starts_with", "bool", None, (first, self._needed(rest[0], "text", tree.args[1])))
        if first.type not in ("words", "texts", "text"):
            raise ExpressionError("contains() needs a list or a text", tree.col_offset + 1)
        kind = "word" if first.type == "words" else "text"
        return Node("contains", "bool", None, (first, self._needed(rest[0], kind, tree.args[1], self._words(first))))

    def _date(self, tree: ast.expr) -> Node:
        if isinstance(tree, ast.Constant) and isinstance(tree.value, str) and (day := day_from_text(tree.value)) is not None:
            return Node("const", "date", day)
        raise ExpressionError('date() takes a day such as date("2026-11-07")', tree.col_offset + 1)

    def _constant(self, tree: ast.Constant, depth: int) -> Node:
        if isinstance(tree.value, str):
            return Node("const", "text", tree.value)
        if tree.value is None:
            raise ExpressionError("whether a fact is there is asked by known(fact)", tree.col_offset + 1)
        if isinstance(tree.value, (int, float)) and not isinstance(tree.value, bool):
            return Node("const", "literal", str(tree.value))
        if isinstance(tree.value, bool):
            return Node("const", "bool", tree.value)
        raise ExpressionError("this value is not part of the language", tree.col_offset + 1)

    def _attribute(self, tree: ast.Attribute, depth: int) -> Node:
        if not isinstance(tree.value, ast.Name):
            raise ExpressionError("a fact has one dot, such as item.cost", tree.col_offset + 1)
        return self._fact(f"{tree.value.id}.{tree.attr}", tree)

    def _name(self, tree: ast.Name, depth: int) -> Node:
        if tree.id in FACTS:
            return self._fact(tree.id, tree)
        if tree.id in ("true", "false"):
            return Node("const", "bool", tree.id == "true")
        return Node("const", "name", tree.id)

    def _fact(self, name: str, tree: ast.expr) -> Node:
        fact = FACTS.get(name)
        if fact is None:
            raise ExpressionError(f"there is no fact {name}{nearest(name, FACTS)}", tree.col_offset + 1)
        return Node("fact", fact.type, name)

    def _words(self, node: Node) -> frozenset[str]:
        return FACTS[node.value].words if node.op == "fact" else frozenset()

    def _hint(self, node: Node) -> str:
        return nearest(str(node.value), FACTS) if node.type == "name" else ""

    def _needed(self, node: Node, kind: str, tree: ast.expr, words: frozenset[str] = frozenset()) -> Node:
        """`_as`, and an error where the type is another one all the same."""
        found = self._as(node, kind, tree, words)
        if found.type != kind and not {found.type, kind} <= {"int", "number"}:
            raise ExpressionError(f"a {kind} is needed here, this is a {said(found)}", tree.col_offset + 1)
        return found

    def _as(self, node: Node, kind: str, tree: ast.expr, words: frozenset[str] = frozenset()) -> Node:
        """A bare word or number takes the type of what it is compared with."""
        if node.type == "literal" and kind == "money":
            try:
                return Node("const", "money", minor_from_text(node.value, self.currency))
            except Refusal as refusal:
                raise ExpressionError(refusal.message, tree.col_offset + 1) from None
        if node.type == "literal" and kind in ("int", "number"):
            value = written_number(node.value)
            if value is None:
                raise ExpressionError("a number has up to 15 digits before its point and 6 after it", tree.col_offset + 1)
            return Node("const", kind, int(value) if value.denominator == 1 else value)
        if node.type in ("name", "text") and node.op == "const" and kind == "word":
            if words and node.value not in words:
                raise ExpressionError(
                    f"{node.value} is not one of {', '.join(sorted(words))}{nearest(node.value, words)}", tree.col_offset + 1
                )
            return Node("const", "word", node.value)
        if node.type == "name":
            raise ExpressionError(f"there is no fact {node.value}{nearest(node.value, FACTS)}; texts stand in quotes", tree.col_offset + 1)
        return node
