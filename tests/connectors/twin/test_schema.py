"""The twin's schema is a part of what Shopify publishes: a document that it takes, Shopify takes, and means the same by it."""

import inspect

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_required_argument,
    is_required_input_field,
    parse,
    print_ast,
    validate,
    validate_schema,
)

from makegood.connectors.shopify.twin import engine, graph
from tests.connectors.twin.shared import VERSIONS, needs_shared, published

PAGING = {"first", "after", "last", "before", "reverse"}


def differences(twin: GraphQLSchema, real: GraphQLSchema) -> list[str]:
    """Everything in the twin's schema that is not so in the published one."""
    found: list[str] = []
    for name, kind in twin.type_map.items():
        other = real.type_map.get(name)
        if name.startswith("__"):
            continue
        if type(other) is not type(kind):
            found.append(f"{name} is another kind of type")
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            found += _fields(kind, other)  # type: ignore[arg-type]
        elif isinstance(kind, GraphQLInputObjectType):
            found += _inputs(kind, other)  # type: ignore[arg-type]
        elif isinstance(kind, GraphQLEnumType):
            found += [f"{name}.{one}" for one in kind.values if one not in other.values]  # type: ignore[union-attr]
        elif isinstance(kind, GraphQLUnionType):
            found += [f"{name} | {one.name}" for one in kind.types if one.name not in [real_one.name for real_one in other.types]]  # type: ignore[union-attr]
    for directive in twin.directives:
        other_directive = real.get_directive(directive.name)
        if other_directive is None:
            found.append(f"@{directive.name}")
        elif directive.name == "idempotent":
            found += [] if directive.locations == other_directive.locations else ["@idempotent's places"]
            found += _arguments("@idempotent", directive.args, other_directive.args)
    return found


def _fields(kind: GraphQLObjectType | GraphQLInterfaceType, other: GraphQLObjectType | GraphQLInterfaceType) -> list[str]:
    found = [f"{kind.name} implements {one.name}" for one in kind.interfaces if one.name not in [real.name for real in other.interfaces]]
    for name, field in kind.fields.items():
        real = other.fields.get(name)
        if real is None or str(real.type) != str(field.type):
            found.append(f"{kind.name}.{name}: {field.type}, not {real and real.type}")
        else:
            found += _arguments(f"{kind.name}.{name}", field.args, real.args)
    return found


def _arguments(where: str, ours: dict[str, GraphQLArgument], theirs: dict[str, GraphQLArgument]) -> list[str]:
    found = [f"{where}({name})" for name, one in ours.items() if name not in theirs or _said(one) != _said(theirs[name])]
    return found + [f"{where} needs {name}" for name, one in theirs.items() if is_required_argument(one) and name not in ours]


def _inputs(kind: GraphQLInputObjectType, other: GraphQLInputObjectType) -> list[str]:
    found = [
        f"{kind.name}.{name}" for name, one in kind.fields.items() if name not in other.fields or _said(one) != _said(other.fields[name])
    ]
    found += [f"{kind.name} needs {name}" for name, one in other.fields.items() if is_required_input_field(one) and name not in kind.fields]
    return found + ([f"{kind.name} is one of"] if kind.is_one_of != other.is_one_of else [])


def _said(one: GraphQLArgument | GraphQLInputField) -> tuple[str, str]:
    default = one.default
    return str(one.type), "" if default is None else print_ast(default.literal) if default.literal else repr(default.value)


def test_it_is_a_whole_schema() -> None:
    assert validate_schema(build_schema(graph.source())) == []


@needs_shared
@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_a_part_of_the_published_one(version: str) -> None:
    assert differences(build_schema(graph.source()), published(version)) == []


PLANTED = [
    ("legacyResourceId: UnsignedInt64!", "legacyResourceId: UnsignedInt64"),  # nullability
    ("orderUpdate(input: OrderInput!)", "orderUpdate(input: OrderInput)"),
    ("enum ReturnStatus {", "enum ReturnStatus {\n  LOST"),
    ("input RefundInput {", "input RefundInput {\n  reason: String"),
    ("type Refund implements Node", "type Refund implements Node & HasStoreCreditAccounts"),
    ("notify: Boolean", "notify: Boolean = true"),
    ("directive @idempotent(key: String!)", "directive @idempotent(key: String)"),
]  # fmt: skip


@needs_shared
@pytest.mark.parametrize(("was", "planted"), PLANTED)
def test_the_proof_sees_a_planted_difference(was: str, planted: str) -> None:
    text = graph.source()
    assert was in text
    assert differences(build_schema(text.replace(was, planted, 1), assume_valid=True), published("2026-10"))


def test_every_argument_is_answered_by_a_resolver_and_none_is_ignored() -> None:
    schema, ignored = engine.schema(), []
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                extra = set(field.args) - PAGING
                own = engine.fields().get(f"{kind.name}.{name}")
                if extra and (own is None or not _takes(own, extra)):
                    ignored.append(f"{kind.name}.{name}({', '.join(sorted(extra))})")
    assert ignored == []


def _takes(resolver: object, names: set[str]) -> bool:
    taken = inspect.signature(resolver).parameters  # type: ignore[arg-type]
    return names <= set(taken) or any(one.kind is inspect.Parameter.VAR_KEYWORD for one in taken.values())


def test_every_document_that_we_send_is_valid_here_and_in_both_published_schemas() -> None:
    documents = pytest.importorskip("makegood.connectors.shopify.documents", reason="no documents are sent yet")
    for name in documents.names():
        document = parse(documents.document(name))
        assert validate(engine.schema(), document) == [], name
        for version in VERSIONS if not needs_shared.args[0] else ():
            assert validate(published(version), document) == [], (name, version)
