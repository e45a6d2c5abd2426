"""The schema, and how a field is answered that has no resolver of its own: from the document."""

import base64
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)  # fmt: skip

from makegood.connectors.shopify.twin.access import Resolver, guarded
from makegood.connectors.shopify.twin.asking import Call, refused
from makegood.connectors.shopify.twin.store import kind_of

MOST_A_PAGE = 250
ZERO = {
    "Int": 0,
    "Float": 0.0,
    "Boolean": False,
    "String": "",
    "UnsignedInt64": "0",
    "URL": "https://twin.example/",
    "Decimal": "0",
    "Money": "0",
}


@cache
def source() -> str:
    return (Path(__file__).parent / "schema.graphql").read_text()


def built(fields: Mapping[str, Resolver]) -> GraphQLSchema:
    """The schema with these resolvers ("Type.field") and the plain one everywhere else."""
    schema = build_schema(source())
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                own = fields.get(f"{kind.name}.{name}", plain)
                field.resolve = guarded(own, kind.name, name, get_named_type(field.type).name)
        elif isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = lambda value, *_: value.get("__typename") or kind_of(value["id"])
    unknown = [name for name in fields if name.split(".")[1] not in getattr(schema.type_map.get(name.split(".")[0]), "fields", {})]
    assert not unknown, f"resolvers without a field: {unknown}"
    return schema


def plain(parent: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    """The document's own value; a reference followed; blank where the schema demands a value and the seed said none."""
    value = parent.get(info.field_name) if isinstance(parent, dict) else None
    return shaped(value, info, **args)


def shaped(value: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    """A resolver's plain value in the form of its field: a list becomes a connection's page, an id its document."""
    call: Call = info.context
    named = get_named_type(info.return_type)
    if named.name.endswith("Connection"):
        return page(value or [], call, args, named=info.field_name)
    if value is None:
        return blank(info.return_type, call, parent_id=info.field_name) if isinstance(info.return_type, GraphQLNonNull) else None
    if isinstance(value, list):
        if isinstance(args.get("first"), int):
            value = value[: args["first"]]
        return [_followed(one, call, named) for one in value]
    return _followed(value, call, named)


def _followed(value: Any, call: Call, named: Any) -> Any:
    if (
        isinstance(value, str)
        and value.startswith("gid://")
        and isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
    ):
        return call.shop.find(value)
    return value


def blank(kind: Any, call: Call, parent_id: str) -> Any:
    """What a field holds that may not be null and of which nothing was said: zero, false, empty."""
    inner = kind.of_type
    if isinstance(inner, GraphQLList):
        return []
    if inner.name == "MoneyBag":
        money = {"amount": "0.0", "currencyCode": call.shop.setup["currency"]}
        return {"shopMoney": money, "presentmentMoney": money}
    if inner.name == "MoneyV2":
        return {"amount": "0.0", "currencyCode": call.shop.setup["currency"]}
    if inner.name == "DateTime":
        return call.shop.stamp()
    if inner.name == "ID":
        return f"gid://shopify/{parent_id}/0"
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    if isinstance(inner, GraphQLObjectType):
        return {}
    return ZERO.get(inner.name)


def page(
    found: list[Any], call: Call, args: Mapping[str, Any], *, named: str = "", key: Callable[[Any], tuple[str, int]] | None = None
) -> dict[str, Any]:
    """A connection's page. A cursor says after which value and id it goes on (`key`, by which `found` is sorted), so that a node that has
    moved meanwhile takes nothing with it; lists without a key keep their order."""
    found = [one for one in (call.shop.find(value) if isinstance(value, str) else value for value in found) if one is not None]
    if args.get("reverse"):
        found = found[::-1]
    if call.bulk:
        return {"nodes": found, "edges": [{"node": one} for one in found], "pageInfo": {"hasNextPage": False, "hasPreviousPage": False}}
    first, last = args.get("first"), args.get("last")
    if first is None and last is None:
        raise refused(f"you must provide one of first or last (on {named})", "BAD_REQUEST")
    if (first or 0) > MOST_A_PAGE or (last or 0) > MOST_A_PAGE:
        raise refused(f"{named}: at most {MOST_A_PAGE} can be asked for at once", "BAD_REQUEST")
    places = [key(one) if key else ("", place) for place, one in enumerate(found)]
    start, end = 0, len(found)
    if args.get("after"):
        start = _after(args["after"], places, named, bool(args.get("reverse")))
    if args.get("before"):
        end = places.index(_read(args["before"], named)) if _read(args["before"], named) in places else end
    if first is not None:
        end = min(end, start + first)
    if last is not None:
        start = max(start, end - last)
    chosen, marks = found[start:end], [_cursor(*one) for one in places[start:end]]
    return {
        "nodes": chosen,
        "edges": [{"node": one, "cursor": mark} for one, mark in zip(chosen, marks, strict=True)],
        "pageInfo": {
            "hasNextPage": end < len(found),
            "hasPreviousPage": start > 0,
            "startCursor": marks[0] if marks else None,
            "endCursor": marks[-1] if marks else None,
        },
    }


def _cursor(value: str, number: int) -> str:
    return base64.b64encode(json.dumps({"last_id": number, "last_value": value}).encode()).decode()


def _read(cursor: str, named: str) -> tuple[str, int]:
    try:
        found = json.loads(base64.b64decode(cursor, validate=True))
        return str(found["last_value"]), int(found["last_id"])
    except (ValueError, KeyError, TypeError):
        raise refused(f"Invalid cursor for current pagination sort. (on {named})", "BAD_REQUEST")


def _after(cursor: str, places: list[tuple[str, int]], named: str, reverse: bool) -> int:
    last = _read(cursor, named)
    return sum(one >= last for one in places) if reverse and places and places[0][0] else sum(one <= last for one in places)
