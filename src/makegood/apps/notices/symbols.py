"""A stage's own text as a template: the stage is run once for each way its conditions can fall, with names in place of values.

So that what a shop begins to edit is what we send, and never a second copy of it.
"""

from collections.abc import Callable
from typing import Any

Ways = dict[str, bool]


class Symbol(str):
    """A value that is not known yet: as text it is its placeholder, as a condition it asks which way to go."""

    ask: Callable[[str], bool]
    name: str

    def __bool__(self) -> bool:
        return self.ask(self.name)

    def __getitem__(self, index: Any) -> "Symbol":
        return self  # an amount's figure: whether it is nought is whether the amount is

    __hash__ = str.__hash__


class Symbols(dict[str, Any]):
    """A stage's context made of names. `conditions`: names that are asked for and never printed."""

    def __or__(self, other: Any) -> "Symbols":  # type: ignore[override]
        joined = Symbols(self)
        joined.update(other)
        return joined


def place_of(name: str) -> str:
    """A value's place in a template."""
    return "{{ " + name + " }}"


def _when(condition: str) -> str:
    return "{% if " + condition + " %}"


def original(write: Callable[[dict[str, Any]], str], names: list[str]) -> str:
    """The template of `write` (a stage's subject or text) in the active language, over these names."""
    return _walk(write, names, {}).strip()


def _walk(write: Callable[[dict[str, Any]], str], names: list[str], ways: Ways) -> str:
    asked: list[str] = []

    def ask(name: str) -> bool:
        if name not in ways and name not in asked:
            asked.append(name)
        return ways.get(name, True)

    context = Symbols()
    for name in names:
        symbol = Symbol(place_of(name))
        symbol.ask, symbol.name = ask, name
        context[name] = symbol
    said = write(context)
    if not asked:
        return said
    return joined(asked[0], _walk(write, names, ways | {asked[0]: True}), _walk(write, names, ways | {asked[0]: False}))


def joined(name: str, yes: str, no: str) -> str:
    """`{% if name %}yes{% else %}no{% endif %}` with the paragraphs that both begin and end with left outside."""
    if yes == no:
        return yes
    ones, others = yes.split("\n\n"), no.split("\n\n")
    if len(ones) == len(others) == 1 and "\n" not in yes:
        return _when(name) + yes + "{% else %}" + no + "{% endif %}"
    head = 0
    while head < min(len(ones), len(others)) and ones[head] == others[head]:
        head += 1
    tail = 0
    while tail < min(len(ones), len(others)) - head and ones[-1 - tail] == others[-1 - tail]:
        tail += 1
    before, after = ones[:head], ones[len(ones) - tail :]
    first, second = "\n\n".join(ones[head : len(ones) - tail]), "\n\n".join(others[head : len(others) - tail])
    if not first:
        middle = f"{_when('not ' + name)}\n{second}\n" + "{% endif %}"
    else:
        middle = f"{_when(name)}\n{first}\n" + ("{% else %}\n" + second + "\n" if second else "") + "{% endif %}"
    return "\n\n".join([*before, middle, *after])
