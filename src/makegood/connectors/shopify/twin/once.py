"""`@idempotent(key:)`: demanded where Shopify demands it, the first answer again for the same key, forgotten after a day.

Since 2026-04 refundCreate is refused without it (message and code as callers report them; the schema does not show it). Other mutations of
ours document no idempotency: with the directive they are refused here, so that nobody relies on what nobody promised.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from graphql import GraphQLResolveInfo, get_directive_values

from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import Call, payload, refused, user_error
from makegood.connectors.shopify.twin.store import moment

DEMANDED = {"refundCreate"}
KEPT = timedelta(hours=24)
OTHER_BODY = "The same idempotency key cannot be used with different operation parameters."


def once(resolver: Resolver, answer: Callable[[Call, dict[str, Any]], dict[str, Any]]) -> Resolver:
    """`resolver` behind its key; `answer` rebuilds the payload of a kept answer's references."""

    def ask(parent: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
        call: Call = info.context
        key = key_of(info)
        kept = call.shop.find(f"key:{info.field_name}:{key}")
        body = hashlib.sha256(json.dumps(args, sort_keys=True, default=str).encode()).hexdigest()
        if kept is not None and moment(kept["at"]) + KEPT > call.shop.now():
            if kept["body"] != body:
                return payload([user_error(None, OTHER_BODY)])
            return answer(call, kept["answer"])
        found = resolver(parent, info, **args)
        refs = {name: one["id"] if isinstance(one, dict) else one for name, one in found.items()}
        call.shop.put({"id": f"key:{info.field_name}:{key}", "body": body, "answer": refs, "at": call.shop.stamp()})
        return found

    return ask


def key_of(info: GraphQLResolveInfo) -> str:
    """The directive's key; refused where it is missing or blank."""
    directive = info.schema.get_directive("idempotent")
    assert directive is not None
    found = get_directive_values(directive, info.field_nodes[0], info.variable_values)
    if found is None:
        raise refused("The @idempotent directive is required for this mutation but was not provided.", "BAD_REQUEST")
    if not str(found["key"]).strip():
        raise refused("The idempotency key cannot be an empty string or whitespace only.", "BAD_REQUEST")
    return str(found["key"])


def no_key(info: GraphQLResolveInfo) -> None:
    directive = info.schema.get_directive("idempotent")
    if directive is not None and get_directive_values(directive, info.field_nodes[0], info.variable_values) is not None:
        raise refused("The @idempotent directive is not supported for this mutation.", "BAD_REQUEST")
