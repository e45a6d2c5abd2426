"""The shop says of a parcel on shelf U that it is not its own."""

from datetime import datetime

from makegood.apps.carriage import operations as carriage
from makegood.apps.carriage import queries as parcels
from makegood.apps.parties import queries as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def disown_stray(*, merchant_id: int, stray_id: str, by: Actor, now: datetime) -> None:
    """It leaves this shop's list and stays on those of the hub's other shops. Refuses `stray_unknown`, `stray_settled`."""
    with unit(merchants=[merchant_id], by=by):
        stray = parcels.lock_stray(stray_id)
        if stray.hub_id not in {one.hub_id for one in parties.hubs_of_shop()}:
            raise Refusal("stray_unknown", "There is no such parcel.", "Reload the list.", status=404)
        if stray.settled_at is not None:
            raise Refusal("stray_settled", "Somebody has said already whose parcel this is.", "Reload the list.", status=409)
        carriage.deny_stray(stray, merchant_id)
        timeline.note(f"shop:{merchant_id}", "stray.not_ours", by=by, now=now, subject=stray.public_id)
