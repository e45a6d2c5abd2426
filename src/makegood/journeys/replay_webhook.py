"""What did not arrive goes out again: one message, everything since a moment, or an event that only tries the address."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.webhooks import operations as webhooks
from makegood.apps.webhooks import queries
from makegood.apps.webhooks.words import KEPT_DEAD_DAYS, TRY
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def replay_message(*, merchant_id: int, webhook_id: str, message_id: str, by: Actor, now: datetime) -> Any:
    """The Delivery, due now under the same webhook-id, also where it had arrived. Refuses `webhook_unknown`, `webhook_off`, `delivery_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        endpoint = _listening(webhook_id)
        queries.delivery_of(endpoint, message_id)
        webhooks.begin_again(endpoint, now=now, message_id=message_id)
        timeline.note(f"webhook:{endpoint.id}", "webhook.message_replayed", by=by, now=now, subject=endpoint.public_id, message=message_id)
        return queries.delivery_of(endpoint, message_id)


def replay_webhook(*, merchant_id: int, webhook_id: str, since: datetime, by: Actor, now: datetime) -> int:
    """How many go out: what was given up, and what happened while the address was off or not there yet. What arrived does not go again.

    Refuses `webhook_unknown`, `webhook_off`, `date_unreadable` for a moment in the future or longer ago than messages are kept.
    """
    with unit(merchants=[merchant_id], by=by):
        endpoint = _listening(webhook_id)
        if not now - timedelta(days=KEPT_DEAD_DAYS) <= since <= now:
            raise Refusal(
                "date_unreadable",
                "Messages can't be sent again from this moment.",
                f"Name one of the last {KEPT_DEAD_DAYS} days.",
                field="since",
            )
        count = webhooks.begin_again_since(endpoint, since, now=now)
        timeline.note(
            f"webhook:{endpoint.id}",
            "webhook.replayed",
            by=by,
            now=now,
            subject=endpoint.public_id,
            since=since.isoformat(),
            messages=count,
        )
        return count


def try_webhook(*, merchant_id: int, webhook_id: str, by: Actor, now: datetime) -> Any:
    """The Delivery of an event `webhook.tried`, to see whether messages arrive. Refuses `webhook_unknown`, `webhook_off`."""
    with unit(merchants=[merchant_id], by=by):
        return webhooks.add_try_message(_listening(webhook_id), TRY, now=now)


def _listening(webhook_id: str) -> Any:
    endpoint = webhooks.hold_endpoint(webhook_id)
    if endpoint.off_because:
        raise Refusal("webhook_off", "This address is off.", "Turn it on first.", status=409)
    return endpoint
