"""Variables that do not fit their types, refused in Shopify's words (recorded) before anything is done."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    is_required_input_field,
    print_ast,
    type_from_ast,
)

Found = tuple[list[Any], str]
EMPTY = "Expected value to not be null"


def problems(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: dict[str, Any]) -> list[dict[str, Any]]:
    """An error for each variable that does not fit."""
    return [found for one in operation.variable_definitions or () if (found := _problem(schema, one, variables))]


def _problem(schema: GraphQLSchema, definition: VariableDefinitionNode, variables: dict[str, Any]) -> dict[str, Any] | None:
    name, kind = definition.variable.name.value, type_from_ast(schema, definition.type)
    if kind is None or (name not in variables and definition.default_value is not None):
        return None
    value = variables.get(name)
    found = list(_wrong(kind, value, []))
    if not found:
        return None
    inside = [f"{'.'.join(str(part) for part in path)} ({why})" for path, why in found if path]
    place = definition.loc.start_token if definition.loc else None
    return {
        "message": f"Variable ${name} of type {print_ast(definition.type)} was provided invalid value"
        + (f" for {', '.join(inside)}" if inside else ""),
        "locations": [{"line": place.line, "column": place.column}] if place else [],
        "extensions": {
            "code": "INVALID_VARIABLE",
            "value": value,
            "problems": [{"path": path, "explanation": why} for path, why in found],
        },
    }


def _wrong(kind: Any, value: Any, path: list[Any]) -> Iterator[Found]:
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            yield path, EMPTY
        else:
            yield from _wrong(kind.of_type, value, path)
    elif value is None:
        return
    elif isinstance(kind, GraphQLList):
        for place, one in enumerate(value if isinstance(value, list) else [value]):
            yield from _wrong(kind.of_type, one, [*path, place])
    elif isinstance(kind, GraphQLInputObjectType):
        yield from _inside(kind, value, path)
    elif isinstance(kind, GraphQLEnumType):
        if value not in kind.values:
            yield path, f'Expected "{value}" to be one of: {", ".join(kind.values)}'
    else:
        try:
            kind.coerce_input_value(value)
        except (GraphQLError, ValueError, TypeError) as error:
            yield path, getattr(error, "message", str(error))


def _inside(kind: GraphQLInputObjectType, value: Any, path: list[Any]) -> Iterator[Found]:
    if not isinstance(value, dict):
        yield path, f"Expected {value!r} to be a key-value object."
        return
    for name, field in kind.fields.items():
        if name in value:
            yield from _wrong(field.type, value[name], [*path, name])
        elif is_required_input_field(field):
            yield [*path, name], EMPTY
    yield from (([*path, name], f"Field is not defined on {kind.name}") for name in value if name not in kind.fields)
    if kind.is_one_of and sum(one is not None for one in value.values()) != 1:
        yield path, f"'{kind.name}' requires exactly one argument"
