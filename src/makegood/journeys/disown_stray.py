"""The shop says of a parcel on shelf U that it is not its own."""

from datetime import datetime

from makegood.apps.carriage import operations as carriage
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.strays import hold_stray


def disown_stray(*, merchant_id: int, stray_id: str, by: Actor, now: datetime) -> None:
    """It leaves this shop's list and stays on those of the hub's other shops. Refuses `stray_unknown`, `stray_settled`."""
    with unit(merchants=[merchant_id], by=by):
        stray = hold_stray(stray_id, merchant_id)
        carriage.deny_stray(stray, merchant_id)
        timeline.note(f"shop:{merchant_id}", "stray.not_ours", by=by, now=now, subject=stray.public_id)
