"""A message of a carrier's or provider's server came: kept once, and what it is about is asked."""

from datetime import datetime

from makegood.apps.carriage import postage
from makegood.apps.carriage.operations.postage import keep_message
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit


def receive_carrier_message(*, merchant_id: int, message_id: str, tracker: str, tracking_number: str, by: Actor, now: datetime) -> bool:
    """False where it came before. What it says is not believed: the tracker itself is read by a job (of a parcel that we know)."""
    with unit(merchants=[merchant_id], by=by):
        if not keep_message(message_id, tracker=tracker, now=now):
            return False
        found = postage.postage_by_tracker(tracker, tracking_number)
        if found is not None:
            defer("poll_tracking", lock=f"track:{found.key}", merchant_id=merchant_id, postage_id=found.public_id)
        return True
