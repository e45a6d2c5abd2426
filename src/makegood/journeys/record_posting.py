"""The customer has posted the parcel."""

from datetime import datetime
from typing import Any

from makegood.apps.carriage import operations as carriage
from makegood.apps.carriage import queries as parcels
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
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of


def record_posting(
    *, merchant_id: int, parcel_id: int, carrier: str, tracking_number: str, by: Actor, now: datetime, receipt_id: int | None = None
) -> Any:
    """The posting's day is proof of sending: it may release the money. `receipt_id`: a stored picture of the posting receipt.

    Refuses `parcel_not_waiting`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(parcel_id=parcel_id, now=now)
        parcel = parcels.parcel_by_id(parcel_id)
        if parcel.state not in ("announced", "expired"):
            raise Refusal("parcel_not_waiting", "This parcel is already on its way or has arrived.", "Nothing has to be done.", status=409)
        day = local_day(now, zone_of(order.market))
        carriage.mark_posted(parcel, posted_on=day, carrier=carrier[:40], tracking_number=tracking_number[:80], by=by, now=now)
        if receipt_id is not None:
            returns.add_evidence(case=case, shown=[(None, receipt_id, "receipt")], by=by, now=now)
        ids = {row.line_id for row in parcels.rows_of_parcel(parcel)}
        came: set[int] = set()
        for line in queries.lines_of_case(case.id):
            if line.id in ids and line.reception == "not_coming":
                returns.move_axis(line, "reception", "in_transit", by=by, now=now)
                came.add(line.id)
            elif line.id in ids and line.reception in ("announced", "expired"):
                if line.reception == "expired":
                    returns.move_axis(line, "reception", "announced", by=by, now=now)
                returns.move_axis(line, "reception", "in_transit", by=by, now=now)
        for debt in debts.open_of_lines(case.id, came):  # what was noted as owed because nothing had come is owed no more
            settlement.end_debt(debt, "came", by=by, now=now)
            ledger.undo(debt.reimbursement.public_id, "debt_noted", by=by, now=now)
        keep_or_break(now=now, case_id=case.id, kind="customer_send_by", subject=parcel.public_id)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return parcel
