"""Bulk operations: a query run over everything, its result a file of JSON Lines fetched over HTTP.

An operation is CREATED in the mutation's answer and has ended when it is next asked about, unless a mood says otherwise (`faults`). Up to
five at once, as since 2026-01; a file can be fetched for seven days.
"""

import json
import secrets
from datetime import timedelta
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, GraphQLSchema, execute_sync, parse, validate

from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import Call, payload, user_error, want
from makegood.connectors.shopify.twin.bulkrules import broken
from makegood.connectors.shopify.twin.events import tell
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.store import Document, Shop, moment

AT_ONCE, KEPT = 5, timedelta(days=7)
RUNNING = ("CREATED", "RUNNING")


def _run(_: Any, info: GraphQLResolveInfo, query: str, groupObjects: bool = False) -> dict[str, Any]:
    call: Call = info.context
    try:
        document = parse(query)
        errors = [one.message for one in validate(info.schema, document)] or broken(info.schema, document)
    except GraphQLError as error:
        errors = [error.message]
    if errors:
        return payload([user_error(["query"], one, "INVALID") for one in errors], bulkOperation=None)
    if sum(one["status"] in RUNNING for one in call.shop.all("BulkOperation")) >= AT_ONCE:
        taken = user_error(None, f"At most {AT_ONCE} bulk query operations can run at once for this app and shop.", "LIMIT_REACHED")
        return payload([taken], bulkOperation=None)
    made: Document = {
        "id": call.shop.new_id("BulkOperation"), "status": "CREATED", "errorCode": None, "createdAt": call.shop.stamp(), "completedAt": None,
        "objectCount": "0", "rootObjectCount": "0", "fileSize": None, "url": None, "partialDataUrl": None, "query": query, "type": "QUERY",
        "_grouped": groupObjects, "_mood": call.mood["mood"],
    }  # fmt: skip
    first = dict(made)
    call.shop.put(made)
    if call.mood["mood"] != "bulk_slow":
        finish(info.schema, call, made)
    return payload(bulkOperation=first)


def finish(schema: GraphQLSchema, call: Call, operation: Document) -> None:
    """Inside `change`: run the query now and keep what it found, as the operation's mood wants it."""
    shop, mood = call.shop, operation["_mood"]
    context = Call(shop, call.version, call.address, bulk=True, staff=call.staff)
    found = execute_sync(schema, parse(operation["query"]), context_value=context)
    operation["completedAt"] = shop.stamp()
    if found.errors or mood == "bulk_failed":
        code = (found.errors[0].extensions or {}).get("code") if found.errors else "INTERNAL_SERVER_ERROR"
        operation |= {"status": "FAILED", "errorCode": code if code == "ACCESS_DENIED" else "INTERNAL_SERVER_ERROR"}
    else:
        _keep(call, operation, [line for root in _roots(found.data) for line in _flat(root, None)], mood)
    shop.put(operation)
    tell(shop, "BULK_OPERATIONS_FINISH", operation)


def _keep(call: Call, operation: Document, lines: list[Document], mood: str) -> None:
    roots = [one for one in lines if "__parentId" not in one]
    if not operation["_grouped"]:  # children anywhere after their parents
        lines = roots + [one for one in lines if "__parentId" in one]
    operation |= {"objectCount": str(len(lines)), "rootObjectCount": str(len(roots)), "status": "COMPLETED"}
    if mood == "bulk_partial":
        lines = lines[: len(lines) // 2]
        operation |= {"status": "FAILED", "errorCode": "TIMEOUT", "objectCount": str(len(lines))}
    text = "".join(json.dumps(one) + "\n" for one in lines)
    if mood == "bulk_cut":
        text = text[: len(text) * 2 // 3]
    if not text:
        return  # nothing found: completed without a file
    name = f"bulk-{secrets.token_hex(16)}.jsonl"
    if mood != "bulk_expired":
        call.shop.put({"id": f"file:{name}", "text": text, "until": (call.shop.now() + KEPT).isoformat()})
    operation["fileSize"] = str(len(text.encode()))
    operation["partialDataUrl" if mood == "bulk_partial" else "url"] = f"{call.address}/bulk/{name}"


def file(shop: Shop, name: str) -> bytes | None:
    found = shop.find(f"file:{name}")
    return found["text"].encode() if found and moment(found["until"]) > shop.now() else None


def _nodes(value: Any) -> list[Document] | None:
    """The nodes of what is a connection; None for anything else."""
    if not isinstance(value, dict) or not isinstance(value.get("edges", value.get("nodes")), list):
        return None
    return value["nodes"] if "nodes" in value else [edge["node"] for edge in value["edges"]]


def _roots(data: Any) -> list[Document]:
    return [node for value in (data or {}).values() for node in (_nodes(value) or [])]


def _flat(node: Document, parent: str | None) -> list[Document]:
    own, children = {} if parent is None else {"__parentId": parent}, []
    for name, value in node.items():
        nodes = _nodes(value)
        if nodes is None:
            own[name] = value
        else:
            children += [line for child in nodes for line in _flat(child, node["id"])]
    return [{name: value for name, value in own.items() if name != "__parentId"} | ({"__parentId": parent} if parent else {}), *children]


def _cancel(_: Any, info: GraphQLResolveInfo, id: str) -> dict[str, Any]:
    shop = info.context.shop
    found = want(shop, id, "BulkOperation")
    if found is None:
        return payload([user_error(["id"], "Bulk operation does not exist")], bulkOperation=None)
    if found["status"] not in RUNNING:
        message = f"A bulk operation cannot be canceled when it is {found['status'].lower()}"
        return payload([user_error(None, message)], bulkOperation=found)
    shop.put(found | {"status": "CANCELED", "completedAt": shop.stamp()})
    return payload(bulkOperation=found | {"status": "CANCELING"})


def _all(_: Any, info: GraphQLResolveInfo, sortKey: str = "CREATED_AT", **args: Any) -> Any:
    key = "completedAt" if sortKey == "COMPLETED_AT" else "createdAt"
    found = sorted(info.context.shop.all("BulkOperation"), key=lambda one: one[key] or "")
    return page(found, info.context, args, named="bulkOperations")


FIELDS: dict[str, Resolver] = {
    "QueryRoot.bulkOperation": lambda _, info, id: want(info.context.shop, id, "BulkOperation"),
    "QueryRoot.bulkOperations": lambda _, info, **args: page(
        info.context.shop.all("BulkOperation"), info.context, args, named="bulkOperations"
    ),
    "QueryRoot.currentBulkOperation": lambda _, info, type="QUERY": next(iter(info.context.shop.all("BulkOperation")[::-1]), None),
    "Mutation.bulkOperationRunQuery": _run,
    "Mutation.bulkOperationCancel": _cancel,
}
