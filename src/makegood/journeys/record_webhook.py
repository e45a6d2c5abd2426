"""What became of a message to an address; an address that fails for days is turned off, and the shop's owners are told."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.parties import queries as parties
from makegood.apps.webhooks import operations as webhooks
from makegood.base import timeline
from makegood.base.actor import SYSTEM
from makegood.base.jobs import defer
from makegood.base.outward import Posted
from makegood.base.unit import unit


def record_webhook(*, merchant_id: int, endpoint_id: int, delivery_id: int, posted: Posted, now: datetime) -> None:
    with unit(merchants=[merchant_id], by=SYSTEM):
        off = webhooks.judge(endpoint_id, now=now, problem=posted.problem)
        webhooks.record_try(
            delivery_id,
            at=now,
            ms=posted.ms,
            status=posted.status,
            problem=posted.problem,
            excerpt=posted.excerpt,
            wait_s=posted.retry_after,
        )
        if off is not None:
            timeline.note(
                f"webhook:{off.id}", "webhook.turned_off", by=SYSTEM, now=now, subject=off.public_id, because=off.off_because,
            )  # fmt: skip
            owners = [one.person_id for one in parties.members_of(merchant_id) if one.role == "owner" and one.joined_at is not None]
            for person_id in owners:
                notices.write_account_mail(person_id=person_id, kind="webhook_off", link=None, now=now)
            if owners:
                defer("send_account_mails")


def give_back(*, merchant_id: int, delivery_ids: list[int], now: datetime) -> None:
    """Taken, but not tried, because the address answered nothing just now."""
    with unit(merchants=[merchant_id], by=SYSTEM):
        webhooks.give_back(delivery_ids, now=now)
