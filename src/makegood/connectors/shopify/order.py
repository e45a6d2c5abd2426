"""One order read whole: its head, then what each refund and, where there are several, each parcel is made of.

Not one large question: how the cost of nested connections is counted is not published exactly, and no question may cost more than 1,000.
"""

from typing import Any

from makegood.apps.orders.ports import ShopWaits
from makegood.base.loose import part
from makegood.connectors.shopify.after import parts_parcels
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.money import nodes
from makegood.connectors.shopify.troubles import EXTRA, PERSONAL, data_of
from makegood.kernel.refusal import Refusal

MOST = 50  # refunds and parcels come without pages


def order_node(api: Shopify, gid: str) -> dict[str, Any] | None:
    """The order in the form that `mapping.order_facts` reads; None where there is none. Refuses, ShopWaits."""
    found = data_of(api.call("order", {"id": gid}), may_lack=(*PERSONAL, *EXTRA)).get("order")
    if found is None:
        return None
    node = part(found)
    refunds, parcels = nodes(node.get("refunds")), nodes(node.get("fulfillments"))
    if max(len(refunds), len(parcels)) >= MOST:
        raise Refusal("order_incomplete", f"The order has {MOST} refunds or parcels, more than are read.", "Look at it in Shopify.")
    lines = part(node.get("lineItems"))
    lines["nodes"] = [*nodes(lines), *_rest(api, "order_lines", gid, "order", "lineItems", lines)]
    for one in refunds:
        whole = _ask(api, "refund_lines", str(one.get("id")), "refund")
        first = part(whole.get("refundLineItems"))
        rest = _rest(api, "refund_lines", str(one.get("id")), "refund", "refundLineItems", first)
        one |= {name: whole.get(name) for name in ("refundShippingLines", "transactions")}
        one |= {"refundLineItems": {"nodes": [*nodes(first), *rest]}}
    for one in parcels if parts_parcels(node) else []:
        first = part(_ask(api, "parcel_lines", str(one.get("id")), "fulfillment").get("fulfillmentLineItems"))
        rest = _rest(api, "parcel_lines", str(one.get("id")), "fulfillment", "fulfillmentLineItems", first)
        one["fulfillmentLineItems"] = {"nodes": [*nodes(first), *rest]}
    return node


def _ask(api: Shopify, name: str, gid: str, root: str, after: Any = None) -> dict[str, Any]:
    return part(data_of(api.call(name, {"id": gid, "after": after}), may_lack=EXTRA).get(root))


def _rest(api: Shopify, name: str, gid: str, root: str, connection: str, first: dict[str, Any]) -> list[dict[str, Any]]:
    """The nodes of the pages after the first."""
    found: list[dict[str, Any]] = []
    page = part(first.get("pageInfo"))
    while page.get("hasNextPage"):
        more = part(_ask(api, name, gid, root, page.get("endCursor")).get(connection))
        if not nodes(more):
            raise ShopWaits("unreadable")
        found += nodes(more)
        page = part(more.get("pageInfo"))
    return found
