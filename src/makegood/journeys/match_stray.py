"""The shop knows a parcel that lies on shelf U: it is what this case awaits."""

from datetime import datetime
from typing import Any

from makegood.apps.carriage import operations as carriage
from makegood.apps.carriage import queries as parcels
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.strays import hold_stray
from makegood.kernel.refusal import Refusal

AWAITED = ("announced", "in_transit", "expired")


def match_stray(*, merchant_id: int, stray_id: str, case_id: int, by: Actor, now: datetime) -> Any:
    """The Parcel that it is: the case's oldest that this hub awaits. The hub then takes it from U and opens it as that.

    Refuses `stray_unknown` (also one that lies at another shop's hub), `stray_settled` and `nothing_awaited`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=case_id, now=now)
        stray = hold_stray(stray_id, merchant_id)
        awaited = [one for one in parcels.parcels_of_case(case.id) if one.state in AWAITED and one.hub_id == stray.hub_id]
        if not awaited:
            raise Refusal(
                "nothing_awaited", "This case awaits no parcel at that hub.", "Choose another case, or open a return for what came.", status=409,
                field="case",
            )  # fmt: skip
        parcel = awaited[0]
        carriage.settle_stray(stray, parcel_id=parcel.public_id, by=by, now=now)
        timeline.note(
            f"case:{case.id}", "parcel.known_again", by=by, now=now, subject=parcel.public_id, stray=stray.public_id, shelf=stray.shelf,
            photos=[one for one in (stray.label_photo, stray.content_photo) if one],
        )  # fmt: skip
        return parcel
