"""Tags and notes of orders, and any document by its id."""

from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin import access
from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import payload, user_error, want
from makegood.connectors.shopify.twin.events import order_changed
from makegood.connectors.shopify.twin.once import no_key
from makegood.connectors.shopify.twin.store import Document, kind_of


def _tags(info: GraphQLResolveInfo, gid: str, tags: list[str], *, add: bool) -> dict[str, Any]:
    no_key(info)
    shop = info.context.shop
    found = want(shop, gid, "Order", "Customer")
    if found is None:
        return payload([user_error(["id"], f"{kind_of(gid)} does not exist")], node=None)
    given = {tag.strip() for one in tags for tag in one.split(",") if tag.strip()}
    low = {tag.lower() for tag in given}
    kept = [tag for tag in found.get("tags", []) if tag.lower() not in low]
    wanted = sorted([*kept, *given] if add else kept, key=str.lower)
    changed = wanted != found.get("tags", [])
    found["tags"] = wanted
    if kind_of(gid) == "Order" and changed:
        order_changed(shop, found)
    else:
        shop.put(found)
    return payload(node=found)


def _update(_: Any, info: GraphQLResolveInfo, input: Document) -> dict[str, Any]:
    no_key(info)
    shop = info.context.shop
    order = want(shop, input["id"], "Order")
    if order is None:
        return payload([user_error(["id"], "Order does not exist")], order=None)
    order |= {name: value for name, value in input.items() if name != "id"}
    order_changed(shop, order)
    return payload(order=order)


def node(_: Any, info: GraphQLResolveInfo, id: str) -> Document | None:
    found: Document | None = info.context.shop.find(id)
    if found and kind_of(id) == "Order" and not access.visible(info.context, found):
        return None
    scope = access.TYPES.get(kind_of(id))
    return found if found and (scope is None or info.context.staff or access.holds(info.context.shop, scope)) else None


FIELDS: dict[str, Resolver] = {
    "Mutation.tagsAdd": lambda _, info, id, tags: _tags(info, id, tags, add=True),
    "Mutation.tagsRemove": lambda _, info, id, tags: _tags(info, id, tags, add=False),
    "Mutation.orderUpdate": _update,
    "QueryRoot.node": node,
    "QueryRoot.nodes": lambda _, info, ids: [node(_, info, one) for one in ids],
    "QueryRoot.fulfillment": lambda _, info, id: want(info.context.shop, id, "Fulfillment"),
}
