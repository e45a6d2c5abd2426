"""Staff gives somebody more time."""

from datetime import date, datetime

from makegood.apps.carriage import operations as carriage
from makegood.apps.carriage import queries as parcels
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import Deadline, case_of_deadline, end_deadlines, open_deadlines, set_deadline
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of

FOR_OTHERS = ("customer", "supplier", "carrier", "hub")


def extend_deadline(*, merchant_id: int, deadline_id: int, until: date, by: Actor, now: datetime) -> Deadline:
    """A later day for customer, supplier, carrier or hub; the old one ends as void. A promise of our own is never moved: it is kept or broken.

    Refuses deadline_unknown, own_promise, not_later.
    """
    with unit(merchants=[merchant_id], by=by):
        case_id = case_of_deadline(deadline_id)
        if case_id is None:
            raise _gone()
        case, order = hold_case(case_id=case_id, now=now)
        found = next((one for one in open_deadlines(case.id) if one.id == deadline_id), None)
        if found is None:
            raise _gone()
        if found.owner not in FOR_OTHERS:
            raise Refusal(
                "own_promise", "This is our own promise: it can't be moved.", "Keep it, or tell the customer why not.", status=409
            )
        due_at = end_of_day(until, zone_of(order.market))
        if due_at <= found.due_at or due_at <= now:
            raise Refusal("not_later", "The new day is not later.", "Choose a later day.", field="until")
        end_deadlines(state="void", now=now, case_id=case.id, id=deadline_id)
        made = set_deadline(
            kind=found.kind, owner=found.owner, due_at=due_at, now=now, source="staff", case_id=found.case_id, line_id=found.line_id,
            subject=found.subject, told_on=now.date(),
        )  # fmt: skip
        timeline.note(
            f"case:{case.id}", "deadline.extended", by=by, now=now, subject=found.subject, kind=found.kind, until=until.isoformat()
        )
        if found.kind == "customer_send_by":
            for parcel in parcels.parcels_of_case(case.id):
                if parcel.public_id == found.subject:
                    carriage.move_send_by(parcel, until)
            for line in queries.lines_of_case(case.id):
                if line.reception == "expired":
                    returns.move_axis(line, "reception", "announced", by=by, now=now)
        if found.owner == "customer":
            telling = Telling(case, order, now=now)
            notices.write_notice(kind="deadline_extended", context=telling.context(until=until), **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made


def _gone() -> Refusal:
    return Refusal("deadline_unknown", "This day is not open any more.", "Reload the case.", status=404)
