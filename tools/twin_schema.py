"""Write the Shopify twin's schema anew: what it has, what our documents need, and the coordinates named as words.

    .venv/bin/python tools/twin_schema.py [Type.field ... Type.field(argument) ... Input.field ...]

Types come from the newest published schema in `../shared` (or MAKEGOOD_SHARED), so that none is written from memory. Whoever adds a field
also teaches the twin to answer it: a field that no resolver knows is read from the node that the shop was seeded with.
"""

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    build_schema,
    get_named_type,
    is_required_argument,
    is_required_input_field,
    parse,
    print_schema,
    visit,
)  # fmt: skip

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "src/makegood/connectors/shopify/twin/schema.graphql"
DOCUMENTS = Path(os.environ.get("TWIN_DOCUMENTS", ROOT / "src/makegood/connectors/shopify/documents"))
SHOPIFY = Path(os.environ.get("MAKEGOOD_SHARED", ROOT.parent / "shared")) / "data/shopify"
NEWEST, OLDEST = "2026-10", "2026-07"
LONG = 60  # an enum with more values keeps those that are used; its currencies and countries are all kept
WHOLE = ("CurrencyCode", "CountryCode")

Coordinates = set[str]


def published(version: str) -> GraphQLSchema:
    return build_client_schema(json.load(gzip.open(SHOPIFY / f"admin_{version}.json.gz"))["data"], assume_valid=True)


def of_schema(schema: GraphQLSchema) -> Iterator[str]:
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, value in kind.fields.items():
                yield f"{name}.{field}"
                yield from (f"{name}.{field}({one})" for one in value.args)
        elif isinstance(kind, GraphQLInputObjectType):
            yield from (f"{name}.{one}" for one in kind.fields)
        elif isinstance(kind, GraphQLEnumType):
            yield from (f"{name}.{one}" for one in kind.values)


class _Used(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.found = info, set[str]()

    def enter_field(self, node, *_):  # type: ignore[no-untyped-def]
        parent, field = self.info.get_parent_type(), node.name.value
        if parent is not None and not field.startswith("__"):
            self.found.add(f"{parent.name}.{field}")
            self.found |= {f"{parent.name}.{field}({one.name.value})" for one in node.arguments or ()}

    def enter_object_field(self, node, *_):  # type: ignore[no-untyped-def]
        if (parent := self.info.get_parent_input_type()) is not None:
            self.found.add(f"{get_named_type(parent).name}.{node.name.value}")

    def enter_enum_value(self, node, *_):  # type: ignore[no-untyped-def]
        if (kind := self.info.get_input_type()) is not None:
            self.found.add(f"{get_named_type(kind).name}.{node.value}")


def of_document(document: DocumentNode, schema: GraphQLSchema) -> Coordinates:
    info = TypeInfo(schema)
    used = _Used(info)
    visit(document, TypeInfoVisitor(info, used))
    return used.found


def narrowed(schema: GraphQLSchema, wanted: Coordinates) -> GraphQLSchema:
    """The published schema with only these coordinates, and what they cannot be without."""
    names = {one.split(".")[0] for one in wanted} | {"Node"}
    while True:
        for kind in [schema.type_map[name] for name in sorted(names)]:
            _keep(kind, wanted)
        reached = {name for one in names for name in _reached(schema.type_map[one], wanted)}
        if reached <= names:
            break
        names |= reached
    for kind in schema.type_map.values():
        if kind.name in names and isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            kind.interfaces = tuple(
                one
                for one in kind.interfaces
                if one.name in names and all(f"{one.name}.{f}" not in wanted or f in kind.fields for f in one.fields)
            )
            for field in {name for one in kind.interfaces for name in one.fields if name in kind.fields}:
                kind.fields[
                    field
                ].deprecation_reason = None  # graphql-core refuses what Shopify does: deprecated here, not in the interface
        elif kind.name in names and isinstance(kind, GraphQLUnionType):
            kind.types = tuple(one for one in kind.types if one.name in names)
    return GraphQLSchema(
        query=schema.query_type, mutation=schema.mutation_type, directives=[_bare(one) for one in schema.directives if one.name == "idempotent"],
        types=[_bare(schema.type_map[name]) for name in sorted(names)], description=None, assume_valid=True,
    )  # fmt: skip


def _keep(kind: GraphQLNamedType, wanted: Coordinates) -> None:
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        shared = {f for one in kind.interfaces for f in one.fields if f"{one.name}.{f}" in wanted}
        wanted |= {f"{kind.name}.{f}" for f in shared}
        for name in [name for name in kind.fields if f"{kind.name}.{name}" not in wanted]:
            del kind.fields[name]
        for name, field in kind.fields.items():
            field.args = {a: arg for a, arg in field.args.items() if f"{kind.name}.{name}({a})" in wanted or is_required_argument(arg)}
    elif isinstance(kind, GraphQLInputObjectType):
        for name in [n for n, f in kind.fields.items() if f"{kind.name}.{n}" not in wanted and not is_required_input_field(f)]:
            del kind.fields[name]
    elif isinstance(kind, GraphQLEnumType) and len(kind.values) > LONG and kind.name not in WHOLE:
        for name in [name for name in kind.values if f"{kind.name}.{name}" not in wanted]:
            del kind.values[name]


def _reached(kind: GraphQLNamedType, wanted: Coordinates) -> Iterator[str]:
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for field in kind.fields.values():
            yield get_named_type(field.type).name
            yield from (get_named_type(arg.type).name for arg in field.args.values())
    elif isinstance(kind, GraphQLInputObjectType):
        yield from (get_named_type(field.type).name for field in kind.fields.values())
    elif isinstance(kind, GraphQLUnionType):
        yield from (one.name for one in kind.types if any(w.startswith(f"{one.name}.") for w in wanted))


def _bare(kind: Any) -> Any:
    """Without its descriptions: they are Shopify's, and are read there."""
    kind.description = None
    if isinstance(kind, GraphQLScalarType):
        kind.specified_by_url = None
    for part in getattr(kind, "fields", getattr(kind, "values", getattr(kind, "args", {}))).values():
        part.description = None
        for arg in getattr(part, "args", {}).values():
            arg.description = None
    return kind


def main(words: list[str]) -> None:
    full, oldest = published(NEWEST), published(OLDEST)
    for kind in full.type_map.values():
        if isinstance(kind, GraphQLEnumType):  # a value that only one of the two knows is left out
            for name in [one for one in kind.values if not _known(oldest, f"{kind.name}.{one}")]:
                del kind.values[name]
    wanted: Coordinates = {w for word in words for w in (word, word.split("(")[0])}
    if SCHEMA.exists():
        wanted |= set(of_schema(build_schema(SCHEMA.read_text(), assume_valid=True)))
    parts = "\n".join(path.read_text() for path in sorted(DOCUMENTS.glob("parts/*.graphql")))
    for path in sorted(DOCUMENTS.glob("*.graphql")):
        wanted |= of_document(parse(f"{path.read_text()}\n{parts}"), full)
    wanted -= {one for one in wanted if _is_value(full, one) and not _known(full, one)}
    missing = [one for one in wanted if not _known(full, one) or not _known(oldest, one)]
    if missing:
        sys.exit(f"not in the published schema: {', '.join(sorted(missing))}")
    head = "# The twin's part of Shopify's Admin API: written by tools/twin_schema.py, held against both published schemas by a test.\n\n"
    SCHEMA.write_text(head + print_schema(narrowed(full, wanted)) + "\n")


def _known(schema: GraphQLSchema, coordinate: str) -> bool:
    name, _, rest = coordinate.partition(".")
    kind, (field, _, arg) = schema.type_map.get(name), rest.partition("(")
    parts = getattr(kind, "fields", None) or getattr(kind, "values", {})
    return field in parts and (not arg or arg.rstrip(")") in parts[field].args)


def _is_value(schema: GraphQLSchema, coordinate: str) -> bool:
    return isinstance(schema.type_map.get(coordinate.split(".")[0]), GraphQLEnumType)


if __name__ == "__main__":
    main(sys.argv[1:])
