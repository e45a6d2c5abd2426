"""What Shopify tells us: asked for, checked, and read for ids only.

Sources: Shopify's pages on webhooks (HTTPS delivery, HMAC over the raw body, the headers' names, mandatory compliance topics).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from makegood.apps.orders.ports import HookFacts, HooksState
from makegood.base.loose import moment
from makegood.connectors.shopify.client import Shopify, part
from makegood.connectors.shopify.money import nodes
from makegood.connectors.shopify.troubles import data_of
from makegood.kernel.refusal import Refusal

_ORDER, _PART = ["id", "admin_graphql_api_id", "updated_at"], ["id", "order_id"]
# topic as GraphQL names it: the fields that its body is cut to, so that no personal words travel; None where the whole body is small
TOPICS: dict[str, list[str] | None] = {
    "ORDERS_CREATE": _ORDER, "ORDERS_UPDATED": _ORDER, "ORDERS_CANCELLED": _ORDER, "ORDERS_DELETE": None,
    "FULFILLMENTS_CREATE": _PART, "FULFILLMENTS_UPDATE": _PART, "REFUNDS_CREATE": _PART,
    "RETURNS_REQUEST": None, "RETURNS_APPROVE": None, "RETURNS_DECLINE": None, "RETURNS_CANCEL": None, "RETURNS_CLOSE": None,
    "RETURNS_REOPEN": None, "RETURNS_UPDATE": None, "RETURNS_PROCESS": None,
    "APP_UNINSTALLED": None,
}  # fmt: skip
_KINDS = {
    "customers/redact": "erase_customer", "shop/redact": "erase_shop", "customers/data_request": "data_request",
    "app/uninstalled": "uninstalled", "orders/delete": "gone",
}  # fmt: skip
MOST_ORDERS = 10_000


def set_hooks(api: Shopify, address: str) -> HooksState:
    """What is told to the same path of another host was ours before we moved: it ends."""
    there: dict[str, str] = {}
    for topic, uri, gid in _ours(api, address):
        if uri == address:
            there[topic] = gid
        else:
            data_of(api.call("hook_drop", {"id": gid}))
    made, refused = [], {}
    for topic, fields in TOPICS.items():
        if topic in there:
            continue
        try:
            data_of(api.call("hook_make", {"topic": topic, "uri": address, "fields": fields}))
            made.append(topic)
        except Refusal as refusal:  # a permission for this topic is missing: the others are worth having
            if refusal.code not in ("access_denied", "shop_refused"):
                raise
            refused[topic] = refusal.as_json()
    return HooksState(tuple(one for one in TOPICS if one in there or one in made), tuple(made), refused)


def drop_hooks(api: Shopify, address: str) -> None:
    for _, _, gid in _ours(api, address):
        data_of(api.call("hook_drop", {"id": gid}))


def _ours(api: Shopify, address: str) -> list[tuple[str, str, str]]:
    """(topic, address, id) of what is told to this path, at whatever host: the path names the shop and the connection."""
    found: list[tuple[str, str, str]] = []
    path, after = urlsplit(address).path, None
    while True:
        page = part(data_of(api.call("hooks", {"after": after})).get("webhookSubscriptions"))
        rows = [(str(one.get("topic")), str(one.get("uri")), str(one.get("id"))) for one in nodes(page)]
        found += [row for row in rows if urlsplit(row[1]).path == path]
        more = part(page.get("pageInfo"))
        if not more.get("hasNextPage"):
            return found
        after = more.get("endCursor")


def signature_of(secret: str, body: bytes) -> str:
    """X-Shopify-Hmac-Sha256 of a body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def read_hook(headers: Mapping[str, str], body: bytes, *, secret: str, domain: str) -> HookFacts:
    """Refuses `signature_missing`, `signature_wrong`, `message_unreadable`, and `connection_unknown` for another shop's message."""
    given = headers.get("X-Shopify-Hmac-Sha256", "")
    topic, message_id = headers.get("X-Shopify-Topic", ""), headers.get("X-Shopify-Webhook-Id", "")
    if not given or not topic or not 0 < len(message_id) <= 120 or len(given) > 200:
        raise Refusal("signature_missing", "This message is not signed.", "It must come from Shopify.", status=401)
    if not hmac.compare_digest(signature_of(secret, body).encode(), given.encode("utf-8", "replace")):
        raise Refusal("signature_wrong", "The signature does not fit this message.", "Check the API secret in the settings.", status=401)
    if domain and headers.get("X-Shopify-Shop-Domain", "").lower() != domain.lower():
        raise Refusal("connection_unknown", "This is another shop's message.", "Check the address of the webhook.", status=404)
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refusal("message_unreadable", "This message can't be read.", "It must be a JSON object.", status=400)
    kind, order = _KINDS.get(topic, ""), _order_of(topic, said)
    try:
        sent_at = moment(headers.get("X-Shopify-Triggered-At") or None)
    except Refusal:
        sent_at = None
    return HookFacts(
        message_id=message_id, topic=topic[:60], kind=kind or ("order" if order else "other"), order=order,
        event_id=headers.get("X-Shopify-Event-Id", "")[:120], sent_at=sent_at, ids=_ids_of(kind, said),
    )  # fmt: skip


def _plain(value: Any) -> str:
    """An id as our rows name it: digits, or the last part of a gid."""
    found = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    found = found.rsplit("/", 1)[-1]
    return found if found.isascii() and found.isalnum() and len(found) <= 40 else ""


def _order_of(topic: str, said: dict[str, Any]) -> str:
    root = topic.partition("/")[0]
    if root == "orders":
        return _plain(said.get("id"))
    if root in ("fulfillments", "refunds"):
        return _plain(said.get("order_id"))
    if root == "returns":
        return (
            _plain(part(said.get("order")).get("id"))
            or _plain(part(said.get("order")).get("admin_graphql_api_id"))
            or _plain(said.get("order_id"))
        )
    return ""


def _ids_of(kind: str, said: dict[str, Any]) -> dict[str, Any]:
    if kind not in ("erase_customer", "data_request"):
        return {}
    named = said.get("orders_to_redact") if kind == "erase_customer" else said.get("orders_requested")
    orders = [one for one in map(_plain, named if isinstance(named, list) else []) if one]
    return {"customer": _plain(part(said.get("customer")).get("id")), "orders": orders[:MOST_ORDERS]}
