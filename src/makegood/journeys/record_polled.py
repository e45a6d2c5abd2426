"""A carrier was asked after a parcel, whatever it answered."""

from datetime import datetime

from makegood.apps.carriage import postage
from makegood.apps.carriage.operations.postage import polled
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import unit


def record_polled(*, merchant_id: int, postage_id: str, now: datetime, by: Actor = SYSTEM) -> None:
    """The next time is hours away (postage.POLL_EVERY)."""
    with unit(merchants=[merchant_id], by=by):
        polled(postage.postage_by(postage_id), now=now)
