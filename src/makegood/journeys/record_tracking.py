"""A carrier said something of a parcel."""

from datetime import datetime

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as parcels
from makegood.apps.carriage.operations import postage as writing
from makegood.apps.carriage.ports import Said
from makegood.apps.carriage.tracking import standing
from makegood.apps.ledger import operations as ledger
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import debts
from makegood.apps.settlement import operations as settlement
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.law.load import zone_of


def record_tracking(*, merchant_id: int, parcel_id: int, said: tuple[Said, ...], by_way: str, by: Actor, now: datetime) -> bool:
    """True where it changed where the parcel stands. What was said before, or of an earlier time, moves nothing backwards.

    The first word that a carrier has it is a posting: its day is proof of sending. "Delivered" is a hint only: what arrived is said by who
    opens it.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(parcel_id=parcel_id, now=now)
        parcel = parcels.parcel_by_id(parcel_id)
        if not writing.add_events(parcel, said, by_way=by_way, now=now):
            return False
        stands = standing(postage.events_of(parcel.id))
        zone = zone_of(order.market)
        moved_at = min(stands.moved_at or now, now)
        if stands.moves and parcel.state == "in_transit":  # nobody scans what was not posted: an earlier scan is the better proof
            writing.mark_posted_by(parcel, local_day(moved_at, zone), by=by, now=now)
        if not stands.moves or parcel.state not in ("announced", "expired"):
            return False
        own = postage.postage_of(parcel.id)
        writing.mark_moving(
            parcel, posted_on=local_day(moved_at, zone), carrier=own.carrier if own else "", tracking_number=own.tracking_number if own else "",
            by=by, now=now,
        )  # fmt: skip
        ids = {row.line_id for row in parcels.rows_of_parcel(parcel)}
        came = {line.id for line in queries.lines_of_case(case.id) if line.id in ids and line.reception == "not_coming"}
        for line in queries.lines_of_case(case.id):
            if line.id in ids and line.reception in ("announced", "expired", "not_coming"):
                returns.move_axis(line, "reception", "in_transit", by=by, now=now)
        for debt in debts.open_of_lines(case.id, came):  # what was noted as owed because nothing had come is owed no more
            settlement.end_debt(debt, "came", by=by, now=now)
            ledger.undo(debt.reimbursement.public_id, "debt_noted", by=by, now=now)
        keep_or_break(now=moved_at, case_id=case.id, kind="customer_send_by", subject=parcel.public_id)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return True
