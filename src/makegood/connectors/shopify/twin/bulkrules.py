"""What Shopify demands of a bulk query (shopify.dev, bulk operations): one top field, up to five connections, none inside a list, at most
two deep, and an id wherever something hangs below. The words of the refusals are ours."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)  # fmt: skip

MOST, DEEPEST = 5, 2


def broken(schema: GraphQLSchema, document: DocumentNode) -> list[str]:
    """The rules that the query breaks; empty where it may run."""
    operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    walk = _Walk(schema, {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)})
    walk.into(operation.selection_set, schema.query_type, depth=0, in_list=False)
    found = walk.found
    if len(operation.selection_set.selections) != 1:
        found.append("Bulk queries can only have one field at the top.")
    if walk.connections == 0:
        found.append("Bulk queries must contain at least one connection.")
    if walk.connections > MOST:
        found.append(f"Bulk queries cannot contain more than {MOST} connections.")
    return found


class _Walk:
    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.schema, self.fragments = schema, fragments
        self.connections = 0
        self.found: list[str] = []

    def into(self, chosen: SelectionSetNode | None, kind: Any, *, depth: int, in_list: bool) -> None:
        fields = list(self._fields(chosen, kind))
        names = [field.name.value for field, _ in fields]
        for field, owner in fields:
            definition = getattr(owner, "fields", {}).get(field.name.value)
            if definition is None or field.selection_set is None:
                continue
            named = get_named_type(definition.type)
            if named.name.endswith("Connection"):
                self._connection(field, names, kind, depth=depth, in_list=in_list)
                self.into(field.selection_set, named, depth=depth + 1, in_list=in_list)
            else:
                inner = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
                listed = isinstance(inner, GraphQLList) and field.name.value not in ("nodes", "edges")
                self.into(field.selection_set, named, depth=depth, in_list=in_list or listed)

    def _connection(self, field: FieldNode, beside: list[str], kind: Any, *, depth: int, in_list: bool) -> None:
        self.connections += 1
        if in_list:
            self.found.append("Queries that contain a connection field within a list field are not supported.")
        if depth > DEEPEST:
            self.found.append(f"Bulk queries cannot be nested more than {DEEPEST} connections deep.")
        if depth and "id" not in beside and not kind.name.endswith("Connection"):
            self.found.append(f"The parent of the connection '{field.name.value}' must select its id.")

    def _fields(self, chosen: SelectionSetNode | None, kind: Any) -> Iterator[tuple[FieldNode, Any]]:
        for one in chosen.selections if chosen else ():
            if isinstance(one, FieldNode):
                yield one, kind
            elif isinstance(one, FragmentSpreadNode):
                fragment = self.fragments[one.name.value]
                yield from self._fields(fragment.selection_set, self.schema.type_map[fragment.type_condition.name.value])
            elif isinstance(one, InlineFragmentNode):
                inner = self.schema.type_map[one.type_condition.name.value] if one.type_condition else kind
                yield from self._fields(one.selection_set, inner)
