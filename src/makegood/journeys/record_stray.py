"""A parcel without a label that we know: shelf U, where it waits for its shop."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.carriage import operations as carriage
from makegood.apps.carriage import queries as parcels
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.text import storable

WAITS = timedelta(days=14)


def record_stray(
    *, hub: Any, typed: str, label_photo: str, content_photo: str, by: Actor, now: datetime, sender: str = "", shop_id: int | None = None,
    key: str = "",
) -> Any:  # fmt: skip
    """The StrayParcel. It belongs to no shop until one says so; `wait_until` is the day by which one should have. Photos are digests in
    the hub's own evidence. A `key` that was taken before gives what it made then."""
    with unit(merchants=[], by=by):
        if (known := parcels.stray_by_key(hub.id, key)) is not None:
            return known
        return carriage.add_stray(
            hub_id=hub.id, typed=storable(typed)[:120], sender=storable(sender).strip()[:300], shop_id=shop_id, key=key or None,
            label_photo=label_photo, content_photo=content_photo, wait_until=(now.astimezone(ZoneInfo(hub.zone)) + WAITS).date(), by=by, now=now,
        )  # fmt: skip
