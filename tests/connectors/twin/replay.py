"""A recording asked again: the twin put into the recorded state, the same requests, the answers compared.

Equal are: which keys an answer has, how long its lists are, every state, amount, name, count and message, userErrors with field and code,
and which id stands where (an id that the twin made must stand wherever the recorded one did). Moments and cursors need only be some.
"""

import re
from collections.abc import Iterator
from typing import Any

from graphql import parse, validate

from makegood.connectors.shopify.twin import engine
from makegood.connectors.shopify.twin.store import Document
from tests.harness.twin import TwinShop

_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
OPAQUE = ("startCursor", "endCursor", "cursor")


def at(recording: Any, path: str) -> Any:
    """The step at a.dotted.path."""
    for name in path.split("."):
        recording = recording[int(name)] if isinstance(recording, list) else recording[name]
    return recording


def said(step: Any) -> Document:
    """The step's answer, whatever it is wrapped in."""
    response = step["response"]
    body = response.get("payload", response.get("body", response))
    assert isinstance(body, dict)
    return body


def orders_in(recording: Any) -> list[Document]:
    """The first reads of each order in the recording: the state that its requests met."""
    found: dict[str, Document] = {}
    for step in _steps(recording):
        data = said(step).get("data") or {}
        order = data.get("order") or (data.get("orderCreate") or {}).get("order")
        if isinstance(order, dict) and not (found.get(order["id"]) or {}).get("fulfillments"):
            found[order["id"]] = order
    return list(found.values())


def _steps(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        if isinstance(value.get("response"), dict):
            yield value
        else:
            for one in value.values():
                yield from _steps(one)
    elif isinstance(value, list):
        for one in value:
            yield from _steps(one)


class Replay:
    """Steps asked of a shop, one after the other; `ids` is which of ours stands for which of theirs."""

    def __init__(self, shop: TwinShop) -> None:
        self.shop = shop
        self.ids: dict[str, str] = {}
        self.last: Document = {}

    def ask(self, step: Any, query: str = "") -> None:
        query = query or step.get("query") or step["request"]["query"]
        assert validate(engine.schema(), parse(query)) == [], query[:120]
        variables = step.get("variables") or (step.get("request") or {}).get("variables") or {}
        answer = self.shop.post({"query": query, "variables": self._ours(variables)}, version="2026-07").json()
        wanted, self.last = said(step), answer
        found = [*self.compare(wanted.get("data"), answer.get("data"), "data"), *self._errors(wanted, answer)]
        assert found == [], f"{found}\nrecorded {wanted}\nanswered {answer}"
        self._points(wanted, answer)

    def _ours(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._ours(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._ours(one) for one in value]
        return self.ids.get(value, value) if isinstance(value, str) else value

    def _errors(self, wanted: Document, answer: Document) -> list[str]:
        """Top-level errors are equal but for the ids in them, the order of an enum's values and where in the text they stand."""
        theirs, ours = self._ours_in_texts(wanted.get("errors")), self._ours_in_texts(answer.get("errors"))
        return [] if theirs == ours else [f"errors: {theirs} is {ours}"]

    def _ours_in_texts(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._ours_in_texts(one) for name, one in value.items() if name != "locations"}
        if isinstance(value, list):
            return [self._ours_in_texts(one) for one in value]
        if isinstance(value, str) and " to be one of: " in value:
            head, _, values = value.rstrip(")").partition(" to be one of: ")
            value = f"{head} to be one of: {sorted(values.split(', '))}"
        if isinstance(value, str):
            for theirs, ours in self.ids.items():
                value = value.replace(theirs, ours)
        return value

    def _points(self, wanted: Document, answer: Document) -> None:
        """Points have the recorded form, and as many are asked for."""
        theirs, ours = wanted.get("extensions"), answer.get("extensions")
        assert (theirs is None) == (ours is None)
        if theirs and ours:
            assert set(theirs["cost"]) == set(ours["cost"]) and set(theirs["cost"]["throttleStatus"]) == set(ours["cost"]["throttleStatus"])
            assert theirs["cost"]["requestedQueryCost"] == ours["cost"]["requestedQueryCost"]

    def compare(self, theirs: Any, ours: Any, where: str) -> list[str]:
        if isinstance(theirs, dict) and isinstance(ours, dict) and list(theirs) == list(ours):
            return [one for name in theirs for one in self.compare(theirs[name], ours[name], f"{where}.{name}")]
        if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
            return [one for place in range(len(theirs)) for one in self.compare(theirs[place], ours[place], f"{where}.{place}")]
        if isinstance(theirs, str) and isinstance(ours, str):
            if theirs.startswith("gid://") and theirs.split("/")[3] == ours.split("/")[3]:
                return [] if self.ids.setdefault(theirs, ours) == ours else [f"{where}: {self.ids[theirs]} is {ours}"]
            if (_MOMENT.match(theirs) and _MOMENT.match(ours)) or where.split(".")[-1] in OPAQUE:
                return []
        return [] if theirs == ours and type(theirs) is type(ours) else [f"{where}: {theirs!r} is {ours!r}"]
