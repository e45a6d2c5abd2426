"""Texts that a policy asks about, as few samples as tell its questions apart."""

from collections.abc import Iterable
from itertools import chain, combinations

from makegood.policy.node import Node

MOST_PARTS = 5


def texts_asked(conditions: Iterable[Node]) -> tuple[dict[str, dict[str, None]], frozenset[str]]:
    """For each text fact the texts that matter: those compared with, one for each beginning and each set of parts, and another one.

    The second answer names the facts that are asked for more parts than can be told apart so.
    """
    equal: dict[str, set[str]] = {}
    begins: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    shared: set[str] = set()
    todo = list(conditions)
    while todo:
        node = todo.pop()
        todo += node.parts
        names = [part.value for part in node.parts if part.op == "fact" and part.type == "text"]
        if not names:
            continue
        if node.op == "in":
            equal.setdefault(names[0], set()).update(node.value)
        elif len(names) == 2:
            shared.update(names)
        elif len(node.parts) == 2 and node.parts[1].op == "const":
            {"starts_with": begins, "contains": parts}.get(node.op, equal).setdefault(names[0], set()).add(node.parts[1].value)
        elif node.op == "compare" and node.parts[0].op == "const":
            equal.setdefault(names[0], set()).add(node.parts[0].value)
    found = {
        name: _samples(equal.get(name, set()), begins.get(name, set()), parts.get(name, set()))
        for name in {*equal, *begins, *parts, *shared}
    }
    if shared:
        every = dict.fromkeys(chain.from_iterable(found[name] for name in sorted(shared)))
        found |= {name: dict(every) for name in shared}
    return found, frozenset(name for name, inside in parts.items() if len(inside) > MOST_PARTS)


def _samples(equal: set[str], begins: set[str], parts: set[str]) -> dict[str, None]:
    inside = sorted(parts)
    most = len(inside) if len(inside) <= MOST_PARTS else 1
    ends = ["-".join(chosen) for size in range(most + 1) for chosen in combinations(inside, size)]
    other = "something"
    while any(other.startswith(start) for start in begins if start) or any(part in other for part in inside if part) or other in equal:
        other = "~" + other
    built = [start + end for start in sorted(begins) for end in ends] + ends[1:]
    return dict.fromkeys([*sorted(equal), *built, other])


def matching(op: str, pool: Iterable[str], asked: str) -> list[str]:
    return [text for text in pool if (text.startswith(asked) if op == "starts_with" else asked in text)]
