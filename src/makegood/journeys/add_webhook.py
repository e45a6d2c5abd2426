"""A program of the shop wants to hear what happens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.webhooks import operations as webhooks
from makegood.apps.webhooks import queries
from makegood.apps.webhooks.types import chosen
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.outward import check_address
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

MOST = 20


def add_webhook(*, merchant_id: int, url: str, types: Sequence[str], by: Actor, now: datetime) -> tuple[Any, str]:
    """(the Endpoint, its secret, which is shown once). Refuses `address_unfit`, `event_unknown`, `webhook_known`, `webhooks_many`."""
    url, wanted = check_address(url, private=settings.MAKEGOOD_WEBHOOKS_PRIVATE), chosen(types)
    with unit(merchants=[merchant_id], by=by):
        standing = queries.endpoints()
        if any(one.url == url for one in standing):
            raise Refusal("webhook_known", "This address hears of events already.", "Change what it hears of.", status=409, field="url")
        if len(standing) >= MOST:
            raise Refusal("webhooks_many", f"A shop has at most {MOST} addresses.", "Take one away first.", status=409)
        secret = webhooks.new_webhook_secret()
        made = webhooks.add_endpoint(url=url, types=wanted, secret=secret, now=now)
        timeline.begins(merchant_id, f"webhook:{made.id}")
        timeline.note(f"webhook:{made.id}", "webhook.added", by=by, now=now, subject=made.public_id, types=wanted)
        return made, secret
