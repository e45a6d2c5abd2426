"""Cost points: what a request asks for, what it used, and the bucket that fills again.

The published rules (shopify.dev, API limits): an object is 1, a scalar 0, a mutation 10, a connection counts by first or last. How a
connection's size scales is not published exactly; here it is 2 and its nodes' cost times the square root of the size, rounded down, which
is near the recorded answers and never cheaper than one node. Bucket 2,000 and 100 a second, as recorded.
"""

import math
import time
from collections.abc import Callable
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from makegood.connectors.shopify.twin.store import Shop

MOST_A_QUERY = 1000
clock: Callable[[], float] = time.monotonic


class Meter:
    """Of one document with its variables."""

    def __init__(self, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        self.variables = variables

    def requested(self, operation: OperationDefinitionNode) -> int:
        base = 10 * len(operation.selection_set.selections) if operation.operation.value == "mutation" else 0
        inner = self._of(operation.selection_set)
        return base + (max(0, inner - 1) if base else inner)

    def used(self, operation: OperationDefinitionNode, data: Any) -> int:
        """By what came back: each object 1; a mutation that changed nothing is its 10."""
        base = 10 * len(operation.selection_set.selections) if operation.operation.value == "mutation" else 0
        return base + min(max(0, _objects(data) - 1), max(0, self.requested(operation) - base))

    def _of(self, chosen: SelectionSetNode | None) -> int:
        cost = 0
        for one in chosen.selections if chosen else ():
            if isinstance(one, FieldNode):
                cost += self._field(one) if one.selection_set else 0
            elif isinstance(one, FragmentSpreadNode):
                cost += self._of(self.fragments[one.name.value].selection_set)
            elif isinstance(one, InlineFragmentNode):
                cost += self._of(one.selection_set)
        return cost

    def _field(self, field: FieldNode) -> int:
        inner = self._of(field.selection_set)
        size = next((self._value(one.value) for one in field.arguments or () if one.name.value in ("first", "last")), None)
        return 1 + inner if size is None else 2 + math.floor(inner * math.sqrt(max(1, size)))

    def _value(self, value: Any) -> int | None:
        found = self.variables.get(value.name.value) if value.kind == "variable" else getattr(value, "value", None)
        return int(str(found)) if str(found or "").isdigit() else None


def _objects(data: Any) -> int:
    if isinstance(data, list):
        return sum(_objects(one) for one in data)
    if isinstance(data, dict):
        return 1 + sum(_objects(one) for one in data.values())
    return 0


def filled(shop: Shop) -> float:
    """Points that are there now. Real time and the shop's steps fill the bucket; `held` (control) leaves only the steps."""
    bucket = shop.setup["bucket"]
    at = _at(shop)
    bucket["spent"] = max(0.0, bucket["spent"] - max(0.0, at - bucket["at"]) * bucket["restore"])
    bucket["at"] = at
    return float(bucket["size"] - bucket["spent"])


def spend(shop: Shop, points: float) -> None:
    shop.setup["bucket"]["spent"] += points


def status(shop: Shop) -> dict[str, float]:
    bucket = shop.setup["bucket"]
    return {"maximumAvailable": bucket["size"], "currentlyAvailable": int(filled(shop)), "restoreRate": bucket["restore"]}


def _at(shop: Shop) -> float:
    steps: float = shop.setup["clock"]["steps_s"]
    return steps if shop.setup["bucket"].get("held") else steps + clock()
