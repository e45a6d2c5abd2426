"""A GraphQL request answered on a shop: parsed, checked, paid for, done; errors in the form that Shopify gives them."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)  # fmt: skip

from makegood.connectors.shopify.twin import (
    bulk,
    cost,
    credit,
    edits,
    giftcards,
    hooks,
    orders,
    processing,
    refunds,
    returns,
    reverse,
    shops,
    stock,
)
from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import Call, payload, user_error
from makegood.connectors.shopify.twin.graph import built
from makegood.connectors.shopify.twin.inputs import problems

LIMITS_PAGE = "https://shopify.dev/api/usage/rate-limits"
TOPICS = (orders, refunds, returns, processing, reverse, credit, giftcards, stock, shops, hooks, bulk, edits)


def fields() -> dict[str, Resolver]:
    """ "Type.field": its resolver, of all topics."""
    return {name: one for topic in TOPICS for name, one in topic.FIELDS.items()}


@cache
def schema() -> GraphQLSchema:
    return built({name: _whole(one) if name.startswith("Mutation.") else one for name, one in fields().items()})


def _whole(resolver: Resolver) -> Resolver:
    """A mutation is done wholly or not at all; a mood may make it refuse."""

    def ask(parent: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
        call: Call = info.context
        if call.mood["mood"] == "user_error":
            return payload([user_error(call.mood.get("field"), call.mood.get("message", "Something went wrong"), call.mood.get("code"))])
        with call.shop.change():
            return resolver(parent, info, **args)

    return ask


@lru_cache(maxsize=500)
def _read(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error,)
    return document, tuple(validate(schema(), document))


def fields_of(query: str) -> list[str]:
    """The top fields that a request asks for; none where it can't be read."""
    document, _ = _read(query)
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)] if document else []
    return [one.name.value for operation in operations for one in operation.selection_set.selections if isinstance(one, FieldNode)]


def answer(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    """The response's JSON."""
    query, variables = str(body.get("query") or ""), body.get("variables") or {}
    document, errors = _read(query)
    if document is None or errors:
        return {"errors": [_shown(one) for one in errors]}
    operation = get_operation_ast(document, body.get("operationName"))
    if operation is None:
        return {"errors": [{"message": "No operation named", "extensions": {"code": "BAD_REQUEST"}}]}
    if wrong := problems(schema(), operation, variables):
        return {"errors": wrong}
    with call.shop.lock:
        return _paid(call, document, operation, variables, lambda: _do(call, document, body, variables))


def _do(call: Call, document: DocumentNode, body: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
    found = execute_sync(schema(), document, variable_values=variables, operation_name=body.get("operationName"), context_value=call)
    said: dict[str, Any] = {"errors": [_shown(one) for one in found.errors]} if found.errors else {}
    return said | {"data": found.data}


def _paid(
    call: Call, document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any], do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    meter = cost.Meter(schema(), document, variables)
    asked = meter.requested(operation)
    if asked > cost.MOST_A_QUERY:
        message = f"Query cost is {asked}, which exceeds the single query max cost limit ({cost.MOST_A_QUERY})."
        about = {"code": "MAX_COST_EXCEEDED", "cost": asked, "maxCost": cost.MOST_A_QUERY, "documentation": LIMITS_PAGE}
        return {"errors": [{"message": message, "extensions": about}]}
    if call.mood["mood"] == "throttled" or cost.filled(call.shop) < asked:
        error = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": LIMITS_PAGE}}
        return {"errors": [error], "extensions": _points(call, asked, None)}
    found = do()
    used = meter.used(operation, found["data"])
    cost.spend(call.shop, used)
    return found | {"extensions": _points(call, asked, used)}


def _points(call: Call, asked: int, used: int | None) -> dict[str, Any]:
    return {"cost": {"requestedQueryCost": asked, "actualQueryCost": used, "throttleStatus": cost.status(call.shop)}}


def _shown(error: GraphQLError) -> dict[str, Any]:
    shown: dict[str, Any] = dict(error.formatted)
    original = error.original_error
    if original is not None and not isinstance(original, GraphQLError):
        raise original  # a fault of the twin's own must not look like one of Shopify's
    return shown
