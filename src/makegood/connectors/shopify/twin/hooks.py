"""Subscriptions to messages."""

from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import Call, payload, user_error
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.store import Document


def _create(_: Any, info: GraphQLResolveInfo, topic: str, webhookSubscription: Document) -> dict[str, Any]:
    call: Call = info.context
    uri = webhookSubscription.get("uri") or webhookSubscription.get("callbackUrl") or ""
    if wrong := _address(uri):
        return payload([wrong], webhookSubscription=None)
    if any(one["topic"] == topic and one["uri"] == uri for one in call.shop.all("WebhookSubscription")):
        taken = user_error(["webhookSubscription", "callbackUrl"], "Address for this topic has already been taken")
        return payload([taken], webhookSubscription=None)
    made = {
        "id": call.shop.new_id("WebhookSubscription"), "topic": topic, "uri": uri, "format": webhookSubscription.get("format") or "JSON",
        "includeFields": webhookSubscription.get("includeFields") or [], "filter": webhookSubscription.get("filter"),
        "apiVersion": {"handle": call.version, "displayName": call.version, "supported": True}, "createdAt": call.shop.stamp(),
        "updatedAt": call.shop.stamp(), "failures": 0,
    }  # fmt: skip
    return payload(webhookSubscription=call.shop.put(made))


def _address(uri: str) -> Document | None:
    """Shopify sends to https only; a server on this machine stands for one here."""
    if uri.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        return None
    return user_error(["webhookSubscription", "callbackUrl"], "Address is invalid")


def _update(_: Any, info: GraphQLResolveInfo, id: str, webhookSubscription: Document) -> dict[str, Any]:
    shop = info.context.shop
    found = shop.find(id)
    if found is None:
        return payload([user_error(["id"], "Webhook subscription does not exist")], webhookSubscription=None)
    uri = webhookSubscription.get("uri") or webhookSubscription.get("callbackUrl") or found["uri"]
    if wrong := _address(uri):
        return payload([wrong], webhookSubscription=None)
    found |= {name: value for name, value in webhookSubscription.items() if name in ("format", "includeFields", "filter")}
    found |= {"uri": uri, "updatedAt": shop.stamp()}
    return payload(webhookSubscription=shop.put(found))


def _delete(_: Any, info: GraphQLResolveInfo, id: str) -> dict[str, Any]:
    shop = info.context.shop
    if shop.find(id) is None:
        return payload([user_error(["id"], "Webhook subscription does not exist")], deletedWebhookSubscriptionId=None)
    shop.remove(id)
    return payload(deletedWebhookSubscriptionId=id)


def _all(_: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    found = info.context.shop.all("WebhookSubscription")
    if args.get("topics"):
        found = [one for one in found if one["topic"] in args["topics"]]
    if args.get("uri"):
        found = [one for one in found if one["uri"] == args["uri"]]
    return page(found, info.context, args, named="webhookSubscriptions")


FIELDS: dict[str, Resolver] = {
    "QueryRoot.webhookSubscriptions": _all,
    "QueryRoot.webhookSubscription": lambda _, info, id: info.context.shop.find(id),
    "Mutation.webhookSubscriptionCreate": _create,
    "Mutation.webhookSubscriptionUpdate": _update,
    "Mutation.webhookSubscriptionDelete": _delete,
    "WebhookSubscription.endpoint": lambda one, info: {"__typename": "WebhookHttpEndpoint", "callbackUrl": one["uri"]},
}
