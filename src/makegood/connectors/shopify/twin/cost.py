"""Cost points: what a request asks for, what it used, and the bucket that fills again.

Shopify says: a scalar is free, an object 1, a mutation 10, a connection counts by its size. The rest is read off the recordings, whose
requested costs this gives exactly (a test): moneys, page infos and userErrors are free, and so is what a payload holds; a connection is 2
and a node's cost times SCALE of its size; refundCreate is 20, a store credit's balance 5, a count 10. What was really used counts the
nodes that came back: near, not exact. Bucket 2,000 and 100 a second, as recorded.
"""

import math
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from makegood.connectors.shopify.twin.store import Shop

MOST_A_QUERY = 1000
FREE = ("MoneyBag", "MoneyV2", "PageInfo")
DEARER = {"refundCreate": 20}
SCALE = ((1, 1), (2, 1), (3, 2), (5, 3), (10, 4), (20, 5), (50, 7), (250, 11))  # a connection's size: how often its node counts
ASKED = object()  # in place of data: what is asked for, before anything came back
clock: Callable[[], float] = time.monotonic


class Meter:
    """Of one document with its variables."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.schema = schema
        self.fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        self.variables = variables

    def requested(self, operation: OperationDefinitionNode) -> int:
        root = self.schema.mutation_type if operation.operation.value == "mutation" else self.schema.query_type
        return self._of(operation.selection_set, root)

    def used(self, operation: OperationDefinitionNode, data: Any) -> int:
        """By what came back: an error costs a mutation's own points."""
        root = self.schema.mutation_type if operation.operation.value == "mutation" else self.schema.query_type
        return min(self.requested(operation), self._of(operation.selection_set, root, data or {}))

    def _of(self, chosen: SelectionSetNode | None, kind: Any, data: Any = ASKED) -> int:
        cost = 0
        for one in chosen.selections if chosen else ():
            if isinstance(one, FieldNode):
                found = data if data is ASKED else (data or {}).get((one.alias or one.name).value)
                cost += self._field(one, kind, found) if one.selection_set else 0
            elif isinstance(one, FragmentSpreadNode):
                fragment = self.fragments[one.name.value]
                cost += self._of(fragment.selection_set, self.schema.type_map[fragment.type_condition.name.value], data)
            elif isinstance(one, InlineFragmentNode):
                inner = self.schema.type_map[one.type_condition.name.value] if one.type_condition else kind
                cost += self._of(one.selection_set, inner, data)
        return cost

    def _field(self, field: FieldNode, kind: Any, data: Any) -> int:
        name, definition = field.name.value, getattr(kind, "fields", {}).get(field.name.value)
        if definition is None:
            return 0
        named = get_named_type(definition.type)
        if kind is self.schema.mutation_type:
            return DEARER.get(name, 10) + self._below(field, named, data)
        if named.name in FREE or name == "userErrors":
            return 5 if kind.name == "StoreCreditAccount" and name == "balance" else 0
        if named.name == "Count":
            return 10
        if named.name.endswith("Connection"):
            inner = self._below(field, named, data)
            return 2 + (_scale(self._size(field)) * inner if data is ASKED else inner)
        if kind.name.endswith("Connection"):
            nodes = 1 if data is ASKED else len(data or [])
            return (nodes if name == "nodes" else 0) + self._below(field, named, data)
        return self._below(field, named, data) + (0 if kind.name.endswith("Payload") else 1)

    def _below(self, field: FieldNode, kind: Any, data: Any) -> int:
        if isinstance(data, list):
            return sum(self._of(field.selection_set, kind, one) for one in data)
        return 0 if data is None else self._of(field.selection_set, kind, data)

    def _size(self, field: FieldNode) -> int:
        given = next((one.value for one in field.arguments or () if one.name.value in ("first", "last")), None)
        found = self.variables.get(given.name.value) if isinstance(given, VariableNode) else getattr(given, "value", None)
        return int(str(found)) if str(found or "").isdigit() else 1


def _scale(size: int) -> int:
    """Between two recorded sizes by the logarithm; above the largest as at it."""
    for (low, less), (high, more) in pairwise(SCALE):
        if size <= high:
            return round(less + (more - less) * math.log(max(low, size) / low) / math.log(high / low))
    return SCALE[-1][1]


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
