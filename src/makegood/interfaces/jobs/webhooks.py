"""Messages to programs that are due, sent: each address in a lane of its own, so that a slow or broken one holds nobody else up.

Lanes are threads that only talk to the outside; what became of each message is written here, as soon as it is known.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue

from django.conf import settings

from makegood import wiring
from makegood.apps.webhooks import queries
from makegood.base.outward import Posted, post
from makegood.base.unit import all_merchant_ids, unit
from makegood.journeys.record_webhook import give_back, record_webhook
from makegood.journeys.take_webhooks import Message, take_webhooks

LANES = 8
MOST_ADDRESSES = 400
TIMEOUT_S = 15.0  # of the specification: 15 to 30 seconds


@dataclass(frozen=True, slots=True)
class Sent:
    """One message and what came of it; without `posted` the messages that its lane no longer tried, and the lane's end."""

    merchant_id: int
    endpoint_id: int
    deliveries: tuple[int, ...]
    posted: Posted | None


def send_webhooks(*, now: datetime, timeout_s: float = TIMEOUT_S) -> int:
    """Send what is due; returns how many were tried. No transaction is open while anybody is asked."""
    tried, results = 0, SimpleQueue[Sent]()
    with unit(merchants=all_merchant_ids()):
        due = queries.endpoints_due(now=now, limit=MOST_ADDRESSES)
    with ThreadPoolExecutor(LANES) as pool:

        def start(merchant_id: int, endpoint_id: int) -> int:
            batch = take_webhooks(merchant_id=merchant_id, endpoint_id=endpoint_id, open_secret=wiring.webhook_secret, now=now)
            if batch:
                pool.submit(_lane, merchant_id, endpoint_id, batch, timeout_s, results)
            return 1 if batch else 0

        waiting = list(reversed(due))
        lanes = 0
        while waiting and lanes < LANES:
            lanes += start(*waiting.pop())
        while lanes:
            one = results.get()
            if one.posted is not None:
                tried += 1
                record_webhook(
                    merchant_id=one.merchant_id, endpoint_id=one.endpoint_id, delivery_id=one.deliveries[0], posted=one.posted, now=now
                )
                continue
            give_back(merchant_id=one.merchant_id, delivery_ids=list(one.deliveries), now=now)
            lanes -= 1
            if not one.deliveries:  # it answers: what else is due to it stands at the end of the queue
                waiting.insert(0, (one.merchant_id, one.endpoint_id))
            while waiting and lanes < LANES:
                lanes += start(*waiting.pop())
    return tried


def _lane(merchant_id: int, endpoint_id: int, batch: list[Message], timeout_s: float, results: "SimpleQueue[Sent]") -> None:
    """One message after another; after one that failed the others are given back: what is down is asked once, not twenty times."""
    left = list(batch)
    try:
        while left:
            message = left.pop(0)
            posted = post(message.url, message.body, message.headers, timeout_s=timeout_s, private=settings.MAKEGOOD_WEBHOOKS_PRIVATE)
            results.put(Sent(merchant_id, endpoint_id, (message.delivery_id,), posted))
            if posted.problem:
                break
    finally:
        results.put(Sent(merchant_id, endpoint_id, tuple(one.delivery_id for one in left), None))
