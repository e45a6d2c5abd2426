"""The shop makes a new promise."""

from datetime import datetime
from typing import Any

from makegood.apps.policies import operations as policies
from makegood.base.actor import Actor
from makegood.base.unit import unit


def publish_policy(*, merchant_id: int, text: str, by: Actor, now: datetime, from_at: datetime | None = None) -> Any:
    """The PolicyVersion, in force from `from_at` (now). Refuses `policy_invalid` with every error."""
    with unit(merchants=[merchant_id], by=by):
        return policies.publish(text=text, by=by, now=now, from_at=from_at)
