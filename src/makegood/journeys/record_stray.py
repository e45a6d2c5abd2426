"""A parcel without a label that we know: shelf U."""

from datetime import datetime
from typing import Any

from makegood.apps.carriage import operations as carriage
from makegood.base.actor import Actor
from makegood.base.unit import unit


def record_stray(*, hub_id: int, typed: str, label_photo: str, content_photo: str, by: Actor, now: datetime) -> Any:
    """The StrayParcel. It belongs to no shop until somebody knows whose it is. Photos are digests in the hub's own evidence."""
    with unit(merchants=[], by=by):
        return carriage.add_stray(hub_id=hub_id, typed=typed, label_photo=label_photo, content_photo=content_photo, by=by, now=now)
