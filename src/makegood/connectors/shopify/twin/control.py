"""What tests and the demo may do to the twin that no app can: make shops, act as staff, set moods, the clock and the bucket.

Each verb is POST /control/VERB with the twin's own key and {"shop": domain, ...}; `Twin.control` is the same without HTTP.
"""

from typing import Any

from makegood.connectors.shopify.twin import bulk, cost, engine, faults, post, seed, staff
from makegood.connectors.shopify.twin.asking import Call
from makegood.connectors.shopify.twin.events import tell
from makegood.connectors.shopify.twin.store import Document, Shop

SETTABLE = ("scopes", "customer_data", "secret", "token", "plan", "compliance_url", "auto_deliver", "locales", "client_id")


def do(shop: Shop, verb: str, body: Document, *, address: str) -> Document:
    """The verb's answer. ValueError says what is wrong with it; KeyError names what is missing."""
    if verb in staff.DEEDS:
        with shop.change():
            return staff.DEEDS[verb](shop, body)
    found: Any = _VERBS.get(verb)
    if found is None:
        raise ValueError(f"no such verb: {verb}")
    answer: Document = found(shop, body, address)
    return answer


def _seed(shop: Shop, body: Document, address: str) -> Document:
    """`orders` in node form; `documents` (locations, customers, stock) as the twin itself holds them."""
    with shop.change():
        for one in body.get("documents") or []:
            shop.put(one)
        return {"orders": seed.add_orders(shop, body.get("orders") or [])}


def _moods(shop: Shop, body: Document, address: str) -> Document:
    with shop.change():
        if body.get("clear"):
            faults.clear(shop)
        faults.add(shop, body.get("moods") or [])
    return {"moods": shop.all("mood")}


def _clock(shop: Shop, body: Document, address: str) -> Document:
    with shop.change():
        clock = shop.setup["clock"]
        if "at" in body:
            clock |= {"at": body["at"], "steps_s": 0.0}
        clock["steps_s"] += float(body.get("step_s", 0))
        shop.put(shop.setup)
    return {"now": shop.stamp()}


def _bucket(shop: Shop, body: Document, address: str) -> Document:
    with shop.change():
        bucket = shop.setup["bucket"]
        bucket |= {name: body[name] for name in ("size", "restore", "held") if name in body}
        cost.filled(shop)
        if "available" in body:
            bucket["spent"] = float(bucket["size"] - body["available"])
        shop.put(shop.setup)
    return cost.status(shop)


def _setup(shop: Shop, body: Document, address: str) -> Document:
    with shop.change():
        shop.put(shop.setup | {name: body[name] for name in SETTABLE if name in body})
    return {name: shop.setup.get(name) for name in SETTABLE if name not in ("secret", "token")}


def _graphql(shop: Shop, body: Document, address: str) -> Document:
    """As staff: no scopes, no age."""
    return engine.answer(Call(shop, address=address, staff=True), body)


def _deliver(shop: Shop, body: Document, address: str) -> Document:
    chosen = {name: bool(body.get(name)) for name in ("reverse", "again", "all_of_it")}
    return {"statuses": post.deliver(shop, topic=str(body.get("topic") or ""), **chosen)}


def _forget(shop: Shop, body: Document, address: str) -> Document:
    """Messages that wait are lost."""
    with shop.change():
        for one in post.unsent(shop):
            shop.remove(one["id"])
    return {}


def _finish_bulk(shop: Shop, body: Document, address: str) -> Document:
    with shop.change():
        for one in shop.all("BulkOperation"):
            if one["status"] in bulk.RUNNING:
                bulk.finish(engine.schema(), Call(shop, address=address, staff=True), one)
    return {}


def _uninstall(shop: Shop, body: Document, address: str) -> Document:
    """The app is gone: its token opens nothing, its subscriptions are removed once it was told."""
    with shop.change():
        tell(shop, "APP_UNINSTALLED", {})
        for one in shop.all("WebhookSubscription"):
            shop.remove(one["id"])
        shop.put(shop.setup | {"token": "", "scopes": []})
    return {}


def _state(shop: Shop, body: Document, address: str) -> Document:
    """What is there, for tests and for whoever looks: kinds ("Order", "Refund"...) in `kinds`, messages always."""
    messages = [
        {name: one[name] for name in ("topic", "sent", "copies", "tries", "event_id", "webhook_id")} for one in shop.all("delivery")
    ]
    return {"messages": messages, "moods": shop.all("mood"), "now": shop.stamp()} | {
        kind: shop.all(kind) for kind in body.get("kinds") or []
    }


_VERBS = {
    "seed": _seed, "moods": _moods, "clock": _clock, "bucket": _bucket, "setup": _setup, "graphql": _graphql, "deliver": _deliver,
    "forget": _forget, "finish_bulk": _finish_bulk, "uninstall": _uninstall, "state": _state,
}  # fmt: skip
