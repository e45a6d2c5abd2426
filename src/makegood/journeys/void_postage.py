"""Postage that was not used is given back."""

from datetime import datetime
from zoneinfo import ZoneInfo

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as parcels
from makegood.apps.carriage.operations import postage as writing
from makegood.apps.carriage.tracking import standing
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.jobs import defer
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case


def void_postage(*, merchant_id: int, postage_id: str, now: datetime, by: Actor = SYSTEM) -> bool:
    """False where it is in use, or may be: its parcel moves, arrived, or its last day is not past by postage.GRACE.

    A label of the stock is never given to another parcel: what the carrier gives back for it is the shop's to ask. A bought one is
    asked back from the provider by a job.
    """
    with unit(merchants=[merchant_id], by=by):
        found = postage.postage_by(postage_id)
        case, _ = hold_case(parcel_id=found.parcel_id, now=now)
        found, parcel = postage.lock_postage(postage_id), parcels.parcel_by_id(found.parcel_id)
        today = now.astimezone(ZoneInfo(merchant_of(merchant_id).zone)).date()
        late = parcel.send_by is not None and parcel.send_by < today - postage.GRACE
        ids = {row.line_id for row in parcels.rows_of_parcel(parcel)}
        dropped = all(line.decision in postage.LET_GO for line in queries.lines_of_case(case.id) if line.id in ids)
        let_go = parcel.state == "void" or case.closed_at is not None or dropped
        if (
            parcel.state not in ("announced", "expired", "void")
            or not (late or let_go)
            or found.state not in ("bought", "wanted", "failed")
        ):
            return False
        if standing(postage.events_of(parcel.id)).moves:
            return False
        if found.way == "easypost" and (found.state == "bought" or found.tries):
            writing.want_void(found, now=now)
            defer("carry_postage", lock=found.key, merchant_id=merchant_id, postage_id=found.public_id)
        else:
            writing.end_postage(found, now=now)
        timeline.note(f"case:{case.id}", "postage.unused", by=by, now=now, subject=parcel.public_id, postage=found.public_id, way=found.way)
        return True
