"""What an address hears of, whether it hears at all, and by which secret it knows us."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.webhooks import operations as webhooks
from makegood.apps.webhooks.types import chosen
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.outward import check_address
from makegood.base.unit import unit


def change_webhook(*, merchant_id: int, webhook_id: str, url: str, types: Sequence[str], by: Actor, now: datetime) -> Any:
    """Refuses `webhook_unknown`, `address_unfit`, `event_unknown`."""
    url, wanted = check_address(url, private=settings.MAKEGOOD_WEBHOOKS_PRIVATE), chosen(types)
    with unit(merchants=[merchant_id], by=by):
        found = webhooks.hold_endpoint(webhook_id)
        webhooks.change_endpoint(found, url=url, types=wanted)
        _note(found, "webhook.changed", by, now, types=wanted)
        return found


def turn_webhook(*, merchant_id: int, webhook_id: str, on: bool, by: Actor, now: datetime) -> Any:
    """Off: nothing is sent, and what happens meanwhile can be sent later (replay_webhook). On: it begins anew, also where it had failed."""
    with unit(merchants=[merchant_id], by=by):
        found = webhooks.hold_endpoint(webhook_id)
        webhooks.change_endpoint(found, off_because="" if on else "by_hand", failing_since=None)
        _note(found, "webhook.turned_on" if on else "webhook.turned_off", by, now)
        return found


def rotate_webhook(*, merchant_id: int, webhook_id: str, by: Actor, now: datetime) -> tuple[Any, str]:
    """(the Endpoint, the new secret, shown once). For a day both sign, so that the other side can change without losing a message."""
    with unit(merchants=[merchant_id], by=by):
        found, secret = webhooks.hold_endpoint(webhook_id), webhooks.new_webhook_secret()
        webhooks.rotate(found, secret, now=now)
        _note(found, "webhook.secret_rotated", by, now)
        return found, secret


def end_webhook(*, merchant_id: int, webhook_id: str, by: Actor, now: datetime) -> None:
    with unit(merchants=[merchant_id], by=by):
        found = webhooks.hold_endpoint(webhook_id)
        webhooks.end_endpoint(found, now=now)
        _note(found, "webhook.ended", by, now)


def _note(endpoint: Any, name: str, by: Actor, now: datetime, **body: Any) -> None:
    timeline.note(f"webhook:{endpoint.id}", name, by=by, now=now, subject=endpoint.public_id, **body)
