"""What WooCommerce tells us: asked for, checked, and read for the order's id only.

Sources: WooCommerce's pages on webhooks (headers, the signature over the raw body, the ping when one is made, that five failures in a row
switch one off), its REST documentation.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from makegood.apps.orders.ports import HookFacts, HooksState
from makegood.base.loose import part
from makegood.connectors.woocommerce.client import WooCommerce, checked
from makegood.kernel.refusal import Refusal

TOPICS = ("order.created", "order.updated", "order.deleted", "order.restored")
MOST_PAGES = 20
_PING = re.compile(rb"webhook_id=\d{1,12}\Z")


def set_hooks(api: WooCommerce, address: str, secret: str) -> HooksState:
    """Those that WooCommerce switched off are switched on again; a key that may not write is told so for each."""
    there = _there(api, address)
    made: list[str] = []
    refused: dict[str, Any] = {}
    for topic in TOPICS:
        found = there.get(topic)
        if found is not None and found.get("status") == "active":
            continue
        body = {"name": f"makegood {topic}", "topic": topic, "delivery_url": address, "secret": secret, "status": "active"}
        try:
            checked(api.call("POST", "webhooks", body=body) if found is None else api.call("PUT", f"webhooks/{found['id']}", body=body))
            made.append(topic)
        except Refusal as refusal:
            if refusal.code not in ("token_refused", "access_denied", "shop_refused"):
                raise
            refused[topic] = refusal.as_json()
    return HooksState(tuple(one for one in TOPICS if one not in refused), tuple(made), refused)


def drop_hooks(api: WooCommerce, address: str) -> None:
    for found in _there(api, address).values():
        checked(api.call("DELETE", f"webhooks/{found['id']}", {"force": "true"}))


def _there(api: WooCommerce, address: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for page in range(1, MOST_PAGES + 1):
        rows = api.read("webhooks", per_page="100", page=str(page), status="all")
        rows = [part(one) for one in rows] if isinstance(rows, list) else []
        found |= {str(one.get("topic")): one for one in rows if one.get("delivery_url") == address and isinstance(one.get("id"), int)}
        if len(rows) < 100:
            break
    return found


def signature_of(secret: str, body: bytes) -> str:
    """X-WC-Webhook-Signature of a body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def read_hook(headers: Mapping[str, str], body: bytes, *, secret: str) -> HookFacts:
    """Refuses `signature_missing`, `signature_wrong`, `message_unreadable`.

    The ping that comes when a webhook is made or switched on is not signed (kind `ping`): it is answered, and nothing is kept of it.
    """
    given, delivery = headers.get("X-WC-Webhook-Signature", ""), headers.get("X-WC-Webhook-Delivery-ID", "")
    if not given and _PING.match(body):
        return HookFacts("", "ping", "ping")
    topic = headers.get("X-WC-Webhook-Topic", "")
    if not given or not topic or not 0 < len(delivery) <= 120 or len(given) > 200:
        raise Refusal("signature_missing", "This message is not signed.", "It must come from WooCommerce.", status=401)
    if not hmac.compare_digest(signature_of(secret, body).encode(), given.encode("utf-8", "replace")):
        raise Refusal("signature_wrong", "The signature does not fit this message.", "Connect the shop again in the settings.", status=401)
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refusal("message_unreadable", "This message can't be read.", "It must be a JSON object.", status=400)
    number = said.get("id")
    order = str(number) if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 10**15 else ""
    kind = "other" if not order or not topic.startswith("order.") else "gone" if topic == "order.deleted" else "order"
    return HookFacts(message_id=delivery, topic=topic[:60], kind=kind, order=order if kind != "other" else "")
