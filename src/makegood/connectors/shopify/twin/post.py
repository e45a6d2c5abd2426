"""Messages leave: signed over the raw body, repeated while they are not answered with 2xx, given up after eight tries.

Eight tries within four hours are Shopify's; the subscription of a message that was given up is removed, as Shopify removes those that an
app made through the API. What nobody is told then, only a reconciliation finds.
"""

import base64
import hashlib
import hmac
import urllib.error
import urllib.request
from datetime import timedelta

from makegood.connectors.shopify.twin.store import Document, Shop, moment

TRIES, TIMEOUT_S = 8, 5
PAUSES_S = (0, 60, 300, 600, 1800, 3600, 3600, 3600)


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def unsent(shop: Shop) -> list[Document]:
    return [one for one in shop.all("delivery") if one["sent"] < one["copies"] and one["tries"] < TRIES]


def due(shop: Shop) -> list[Document]:
    return [one for one in unsent(shop) if moment(one["due_at"]) <= shop.now()]


def send(shop: Shop, one: Document) -> int:
    """One copy; the status that came back (0: no answer). What came of it is kept."""
    body = one["body"].encode()
    headers = {
        "Content-Type": "application/json", "User-Agent": "Shopify-Captain-Hook", "X-Shopify-Topic": one["topic"],
        "X-Shopify-Hmac-SHA256": signature(shop.setup["secret"], body), "X-Shopify-Shop-Domain": shop.domain,
        "X-Shopify-API-Version": one["version"], "X-Shopify-Webhook-Id": one["webhook_id"], "X-Shopify-Event-Id": one["event_id"],
        "X-Shopify-Triggered-At": one["triggered_at"],
    }  # fmt: skip
    try:
        with urllib.request.urlopen(urllib.request.Request(one["url"], body, headers, method="POST"), timeout=TIMEOUT_S) as answer:
            status = int(answer.status)
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    except OSError:
        status = 0
    with shop.change():
        _keep(shop, one, status)
    return status


def _keep(shop: Shop, one: Document, status: int) -> None:
    if 200 <= status < 300:
        one["sent"] += 1
    else:
        one["tries"] += 1
        one["due_at"] = (shop.now() + timedelta(seconds=PAUSES_S[min(one["tries"], TRIES - 1)])).isoformat()
        if one["tries"] >= TRIES and one["subscription"] and shop.find(one["subscription"]):
            shop.remove(one["subscription"])
    shop.put(one)


def deliver(shop: Shop, *, reverse: bool = False, again: bool = False, all_of_it: bool = False, topic: str = "") -> list[int]:
    """Send what is due (`all_of_it`: also what is late; `again`: everything once more), the newest first where `reverse`."""
    found = shop.all("delivery") if again else unsent(shop) if all_of_it else due(shop)
    found = [one for one in found if not topic or one["topic"] == topic]
    copies = [one for one in found for _ in range(1 if again else one["copies"] - one["sent"])]
    return [send(shop, one) for one in (copies[::-1] if reverse else copies)]
