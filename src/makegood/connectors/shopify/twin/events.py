"""What happens in a shop becomes messages to whoever subscribed: one delivery for each subscription, sent by `post`."""

import json
import secrets
from datetime import timedelta
from typing import Any

from makegood.connectors.shopify.twin import bodies
from makegood.connectors.shopify.twin.faults import take
from makegood.connectors.shopify.twin.store import Document, Shop, stamp

COMPLIANCE = ("CUSTOMERS_DATA_REQUEST", "CUSTOMERS_REDACT", "SHOP_REDACT")


def tell(shop: Shop, topic: str, subject: Any) -> None:
    """Inside `change`. Compliance topics go to the address in the app's own settings, all others to their subscriptions."""
    body = bodies.body(shop, topic, subject)
    event = secrets.token_hex(16)
    if topic in COMPLIANCE:
        if address := shop.setup["compliance_url"]:
            _queue(shop, topic, address, body, event, shop.setup["api_version"], None)
        return
    for one in shop.all("WebhookSubscription"):
        if one["topic"] == topic:
            kept = bodies.only(body, one["includeFields"])
            _queue(shop, topic, one["uri"], kept, event, one["apiVersion"]["handle"], one["id"])


def order_changed(shop: Shop, order: Document) -> None:
    """The order's moment moves, and orders/updated is told."""
    order["updatedAt"] = shop.stamp()
    shop.put(order)
    tell(shop, "ORDERS_UPDATED", order)


def _queue(shop: Shop, topic: str, url: str, body: Document, event: str, version: str, subscription: str | None) -> None:
    mood = take(shop, "hook", topic)
    if mood["mood"] == "never":
        return
    due = shop.now() + timedelta(seconds=mood.get("seconds", 3600) if mood["mood"] == "late" else 0)
    shop.put({
        "id": shop.new_id("delivery"), "topic": bodies.name_of(topic), "url": url, "body": json.dumps(body),
        "webhook_id": secrets.token_hex(16), "event_id": event, "version": version, "triggered_at": stamp(shop.now()),
        "due_at": due.isoformat(), "copies": 2 if mood["mood"] == "twice" else 1, "sent": 0, "tries": 0, "subscription": subscription,
    })  # fmt: skip
