"""A condition in the Common Expression Language, whose own engine then says what it means: an outside witness of the row executor.

Without unknown facts only: CEL has errors where we have a third value. Days are counted from year 1, amounts are minor units.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from cel_expr_python import cel

from makegood.policy.facts import FACTS
from makegood.policy.node import Node

_TYPES = {"bool": cel.Type.BOOL, "int": cel.Type.INT, "money": cel.Type.INT, "date": cel.Type.INT, "word": cel.Type.STRING,
          "text": cel.Type.STRING, "words": cel.Type.List(cel.Type.STRING), "texts": cel.Type.List(cel.Type.STRING)}  # fmt: skip
FIRST, LAST = date.min.toordinal(), date.max.toordinal()


def _name(fact: str) -> str:
    return fact.replace(".", "__")


@cache
def environment() -> Any:
    return cel.NewEnv(variables={_name(name): _TYPES[fact.type] for name, fact in FACTS.items() if fact.type in _TYPES})


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, date):
        return str(value.toordinal())
    return f"double({float(value)!r})" if isinstance(value, Fraction) else str(value)


def _broken(node: Node) -> bool:
    return isinstance(node.value, Fraction) or any(_broken(part) for part in node.parts)


def text_of(node: Node) -> str:
    """The condition as CEL writes it."""
    if node.op == "const":
        return _literal(node.value)
    if node.op == "known":
        return "true"
    if node.op == "fact":
        return _name(node.value)
    if node.op == "not":
        return f"!({text_of(node.parts[0])})"
    if node.op in ("and", "or"):
        return (" && " if node.op == "and" else " || ").join(f"({text_of(part)})" for part in node.parts)
    if node.op == "in":
        return f"({text_of(node.parts[0])}) in [{', '.join(sorted(_literal(value) for value in node.value))}]"
    one, two = (text_of(part) for part in node.parts)
    if node.op == "contains":
        return f"({one}).contains({two})" if node.parts[0].type == "text" else f"({two}) in ({one})"
    if node.op == "starts_with":
        return f"({one}).startsWith({two})"
    if any(_broken(part) for part in node.parts):
        one, two = f"double({one})", f"double({two})"
    found = f"({one}) {node.value} ({two})"
    return f"({found} < {FIRST} ? {FIRST} : {found} > {LAST} ? {LAST} : {found})" if node.type == "date" else found


def holds(node: Node, rows: list[Mapping[str, Any]]) -> list[bool]:
    """What CEL answers for each row of facts."""
    program = environment().compile(text_of(node))
    return [program.eval(data=data_of(row)).value() for row in rows]


def data_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of facts as CEL reads it."""
    found = {}
    for name, value in row.items():
        if FACTS[name].type in _TYPES:
            found[_name(name)] = value.toordinal() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    return found
