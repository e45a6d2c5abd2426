"""A parcel that waited for a label of the stock gets one."""

from datetime import datetime

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as parcels
from makegood.apps.carriage.operations import postage as writing
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case


def give_postage(*, merchant_id: int, postage_id: str, now: datetime, by: Actor = SYSTEM) -> bool:
    """From the stock; False where none is left or nothing waits any more."""
    with unit(merchants=[merchant_id], by=by):
        found = postage.postage_by(postage_id)
        case, order = hold_case(parcel_id=found.parcel_id, now=now)
        found, parcel = postage.lock_postage(postage_id), parcels.parcel_by_id(found.parcel_id)
        if found.state != "wanted" or found.way != "stock" or parcel.state != "announced" or case.closed_at is not None:
            return False
        given = writing.give_label(found, market=order.market, day=parcel.send_by or now.date(), by=by, now=now)
        if given is None:
            return False
        timeline.note(f"case:{case.id}", "postage.given", by=by, now=now, subject=parcel.public_id, way="stock", postage=found.public_id)
        return True
