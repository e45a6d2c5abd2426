"""A condition in words: every operator of the language, chained and nested ones with their structure kept."""

from dataclasses import dataclass
from typing import Any

from makegood.law.scenario import OWN_INPUTS
from makegood.policy.node import Node
from makegood.policy.prose.teller import Teller

_FLIPPED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DENIED = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_LIKE_KINDS = ("case.kinds", "supplier.covers")


@dataclass(frozen=True, slots=True)
class Clause:
    """`join`: "" for one clause of text, else "all" or "any" of `parts`."""

    text: str = ""
    join: str = ""
    parts: tuple["Clause", ...] = ()


def of(join: str, parts: list[Clause]) -> Clause:
    """All or any of the parts; one is itself, and what is joined alike is one level."""
    flat: list[Clause] = []
    for part in parts:
        flat += part.parts if part.join == join else (part,)
    return flat[0] if len(flat) == 1 else Clause("", join, tuple(flat))


class Conditions:
    """Turns checked conditions into clauses, told by a Teller in the order of the text."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.words = teller.words
        self.facts: dict[str, Any] = teller.words["facts"]

    def text(self, clause: Clause) -> str:
        """As a subordinate clause: "it came broken or it has a fault, and the price is below 35.00"."""
        return self._joined(clause, 0)

    def _joined(self, clause: Clause, depth: int) -> str:
        if not clause.join:
            return clause.text
        joining = self.words["joining"]
        mixed = any(part.join for part in clause.parts)
        last = {"all": "all" if mixed else "and", "any": "any" if mixed else "or"}[clause.join]
        texts = []
        for place, part in enumerate(clause.parts):
            inner = self._joined(part, depth + 1)
            bare = not part.join or (depth == 0 and not any(one.join for one in part.parts) and (clause.join == "any" or place == 0))
            texts.append(inner if bare else str(joining["group"]).format(v=inner))
        return self.teller.listed(texts, last)

    def clause(self, node: Node, deny: bool = False) -> Clause:
        """`deny`: the opposite of the node. What is unknown stays unknown in both, so that nothing changes its meaning."""
        if node.op in ("and", "or"):
            parts = self._merged(node) if node.op == "and" and not deny else [self.clause(part, deny) for part in node.parts]
            return of("all" if (node.op == "and") != deny else "any", parts)
        if node.op == "not":
            return self.clause(node.parts[0], not deny)
        if node.op == "compare":
            return self._compare(node, deny)
        if node.op == "in":
            return self._in(node, deny)
        if node.op == "fact":
            return Clause(self._yes_no(node.value, not deny))
        if node.op == "const":
            return Clause(self.words["always" if bool(node.value) != deny else "never"])
        return self._told(node, deny)

    def _merged(self, node: Node) -> list[Clause]:
        """The parts of an `and`; two bounds of the same value that stand side by side become "from ... to ..."."""
        found, parts = [], list(node.parts)
        while parts:
            one = _turned(parts.pop(0))
            two = _turned(parts[0]) if parts else None
            if two is not None and _bounds(one, two):
                parts.pop(0)
                low, high = (one, two) if one.value == ">=" else (two, one)
                found.append(self._between(low, high))
            else:
                found.append(self.clause(one))
        return found

    def _between(self, low: Node, high: Node) -> Clause:
        value = low.parts[0]
        kind = "date" if value.type == "date" else "number"
        name = self._operand(value)
        ends = {"a": self._operand(low.parts[1], value, dative=True), "b": self._operand(high.parts[1], value, dative=True)}
        return self._predicate(kind, name, self.words["operators"][kind]["between"].format(**ends))

    def _predicate(self, kind: str, name: str, op: str) -> Clause:
        text = self.words["predicate"][kind].format(name=name, op=op)
        if kind == "date":
            for apart, together in self.words["contractions"].items():
                text = text.replace(apart, together)
        return Clause(text)

    def _compare(self, node: Node, deny: bool) -> Clause:
        turned = _turned(node)
        left, right = turned.parts
        sign = _DENIED[turned.value] if deny else turned.value
        if left.type == "bool":
            return self._both(left, right, sign)
        if left.type == "word" and right.op == "const":
            return Clause(self._word(left, right.value, sign == "=="))
        if left.type in ("word", "words", "texts") or (left.type == "text" and right.op != "const"):
            names = {"a": self._operand(left), "b": self._operand(right)}
            return Clause(self.words["predicate"]["same" if sign == "==" else "differ"].format(**names))
        kind = left.type if left.type in ("date", "text") else "number"
        name = self._operand(left)
        op = self.words["operators"][kind][sign].format(v=self._operand(right, left, dative=True))
        return self._predicate(kind, name, op)

    def _both(self, left: Node, right: Node, sign: str) -> Clause:
        if right.op == "const":
            return self.clause(left, bool(right.value) != (sign == "=="))
        names = {"a": self.text(self.clause(left)), "b": self.text(self.clause(right))}
        return Clause(self.words["predicate"]["both" if sign == "==" else "one_of_both"].format(**names))

    def _in(self, node: Node, deny: bool) -> Clause:
        left, values = node.parts[0], sorted(node.value)
        if left.type == "bool":
            return of("all" if deny else "any", [self.clause(left, deny == bool(value)) for value in values])
        if left.op == "fact" and left.value == "item.customer_input" and set(values) == OWN_INPUTS:
            return Clause(self._yes_no("item.personalised", not deny))
        if left.type == "word":
            return of("all" if deny else "any", [Clause(self._word(left, value, not deny)) for value in values])
        kind = left.type if left.type in ("date", "text") else "number"
        if deny:
            parts = [self._compare(Node("compare", "bool", "!=", (left, Node("const", left.type, value))), False) for value in values]
            return of("all", parts)
        name = self._operand(left)
        listed = self.teller.listed([self._operand(Node("const", left.type, value), left, dative=True) for value in values])
        sign = "in" if len(values) > 1 else "=="
        return self._predicate(kind, name, self.words["operators"][kind][sign].format(v=listed))

    def _yes_no(self, fact: str, yes: bool) -> str:
        return str(self.facts[fact]["is" if yes else "is_not"])

    def _word(self, left: Node, word: str, yes: bool) -> str:
        clause = str(self.facts.get(left.value, {}).get("words", {}).get(word, ""))
        if not clause:
            clause = self._predicate("text", self._operand(left), self.teller.text(word)).text
        return clause if yes else str(self.words["denied"]).format(v=clause)

    def _told(self, node: Node, deny: bool) -> Clause:
        """known, starts_with, contains."""
        if node.op == "known":
            return Clause(self.words["predicate"]["unknown" if deny else "known"].format(name=self._name(node.value)))
        first, second = node.parts
        kind = {"starts_with": "starts", "contains": "holds" if first.type == "text" else "list"}[node.op]
        name = self._operand(first, dative=node.op == "contains")
        words = self.facts["case.kind" if first.value in _LIKE_KINDS else first.value]["words"] if first.type == "words" else {}
        if second.value in words and first.value != "supplier.covers":  # what is in the list is so: it needs no list to say it
            text = str(words[second.value])
            return Clause(str(self.words["denied"]).format(v=text) if deny else text)
        op = str(self.words["quoted"]).format(v=words[second.value]) if second.value in words else self._operand(second)
        text = str(self.words["predicate"][kind]).format(name=name, op=op)
        return Clause(str(self.words["denied"]).format(v=text) if deny else text)

    def _name(self, fact: str, dative: bool = False) -> str:
        name = self.facts[fact].get("name") or self.facts[fact]["is"]
        return str(name[1 if dative else 0]) if isinstance(name, list) else str(name)

    def _operand(self, node: Node, beside: Node | None = None, dative: bool = False) -> str:
        """A fact's name, a sum in words, or a value in the unit of what it stands beside."""
        if node.op == "fact":
            return self._name(node.value, dative)
        if node.op == "arith":
            return self._sum(node, dative)
        if node.op != "const":
            return self.text(self.clause(node))
        if node.type == "money":
            return self.teller.money(node.value)
        if node.type == "date":
            return str(self.words["dates"]["in_condition"]).format(v=self.teller.day(node.value))
        if node.type in ("int", "number"):
            unit = self._unit(beside)
            return self.teller.count(unit, node.value, dative) if unit else self.teller.plain(node.value)
        if beside is not None and beside.op == "fact" and beside.value == "order.market":
            return self._place(node.value)
        return self.teller.text(str(node.value))

    def _place(self, code: str) -> str:
        try:
            return self.teller.place(code)
        except (LookupError, ValueError, RuntimeError):
            return self.teller.text(code)

    def _sum(self, node: Node, dative: bool) -> str:
        left, right = node.parts
        if node.type == "int" and left.type == "date":
            texts = {"a": self._operand(left, dative=True), "b": self._operand(right, dative=True)}
            return str(self.words["arithmetic"]["days"]).format(**texts)
        beside = Node("arith", "int", "-", (left, left)) if node.type == "date" else left if right.op == "const" else right
        texts = {"a": self._operand(left, right, dative), "b": self._operand(right, beside)}
        return str(self.words["arithmetic"][node.value]).format(**texts)

    def _unit(self, beside: Node | None) -> str:
        if beside is None or beside.op == "const":
            return ""
        if beside.op == "fact":
            return str(self.facts[beside.value].get("unit", ""))
        if beside.type == "int" and beside.parts[0].type == "date":
            return "days"
        if beside.op == "arith" and beside.value != "*":
            return next((unit for part in beside.parts if (unit := self._unit(part))), "")
        return ""


def _turned(node: Node) -> Node:
    """The value first: `20 <= item.price` reads as `item.price >= 20`."""
    if node.op == "compare" and node.parts[0].op == "const" and node.parts[1].op != "const":
        return Node("compare", "bool", _FLIPPED[node.value], (node.parts[1], node.parts[0]))
    return node


def _bounds(one: Node, two: Node) -> bool:
    both = one.op == two.op == "compare" and one.parts[0] == two.parts[0] and {one.value, two.value} == {"<=", ">="}
    return both and one.parts[0].type != "bool" and one.parts[1].op == two.parts[1].op == "const"
