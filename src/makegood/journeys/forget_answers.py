"""What is kept so that programs can repeat a call, or read what they were told, is kept for a while only."""

from datetime import datetime, timedelta

from makegood.apps.webhooks import operations as webhooks
from makegood.apps.webhooks.words import KEPT_DAYS, KEPT_DEAD_DAYS
from makegood.base.idempotency import forget_old
from makegood.base.unit import all_merchant_ids, unit


def forget_answers(*, now: datetime) -> tuple[int, int]:
    """(answers under keys, messages to addresses) that went."""
    with unit(merchants=all_merchant_ids()):
        answers = forget_old(now=now)
        dead, delivered = now - timedelta(days=KEPT_DEAD_DAYS), now - timedelta(days=KEPT_DAYS)
        return answers, webhooks.forget_old(delivered_before=delivered, dead_before=dead)
