"""Staff gives somebody more time."""

from datetime import date, datetime

from makegood.apps.notices import operations as notices
from makegood.apps.orders import operations as orders
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import Deadline, set_deadline
from makegood.base.unit import unit
from makegood.casefile.ball import ball_of
from makegood.casefile.days import end_of_day
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of

FOR_OTHERS = ("customer", "supplier", "carrier", "hub")


def extend_deadline(*, merchant_id: int, deadline_id: int, until: date, by: Actor, now: datetime) -> Deadline:
    """A later day for customer, supplier, carrier or hub; the old one ends as void. A promise of our own is never moved: it is kept or broken.

    Refuses deadline_unknown, own_promise, not_later.
    """
    with unit(merchants=[merchant_id], by=by):
        found = Deadline.objects.filter(id=deadline_id, state="open").first()
        if found is None or found.case_id is None:
            raise Refusal("deadline_unknown", "This day is not open any more.", "Reload the case.", status=404)
        case = queries.case_by_id(found.case_id)
        order = orders.lock_order(case.order_id)
        if found.owner not in FOR_OTHERS:
            raise Refusal(
                "own_promise", "This is our own promise: it can't be moved.", "Keep it, or tell the customer why not.", status=409
            )
        due_at = end_of_day(until, zone_of(order.market))
        if due_at <= found.due_at or due_at <= now:
            raise Refusal("not_later", "The new day is not later.", "Choose a later day.", field="until")
        found.state, found.ended_at = "void", now
        found.save(update_fields=["state", "ended_at"])
        made = set_deadline(
            kind=found.kind, owner=found.owner, due_at=due_at, now=now, source="staff", case_id=found.case_id, line_id=found.line_id,
            subject=found.subject, told_on=now.date(),
        )  # fmt: skip
        timeline.note(
            f"case:{case.id}", "deadline.extended", by=by, now=now, subject=found.subject, kind=found.kind, until=until.isoformat()
        )
        if found.kind == "customer_send_by":
            for line in queries.lines_of_case(case.id):
                if line.reception == "expired":
                    returns.move_axis(line, "reception", "announced", by=by, now=now)
        if found.owner == "customer":
            telling = Telling(case, order, now=now)
            notices.write_notice(kind="deadline_extended", context=telling.context(until=until), **telling.to_customer(by))
        returns.keep_ball(case, ball_of(case))
        return made
