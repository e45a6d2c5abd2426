"""A day has passed: what was promised is owned up to, and the ball moves."""

from datetime import datetime

from makegood.apps.orders import operations as orders
from makegood.apps.returns import operations as returns_operations
from makegood.apps.returns import queries as returns
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import Deadline
from makegood.base.unit import unit
from makegood.casefile.ball import ball_of


def miss_deadline(*, merchant_id: int, deadline_id: int, now: datetime, by: Actor = SYSTEM) -> int | None:
    """Mark an open deadline that is past as swept and say so in the timeline; returns the case's id, None where nothing was due.

    A label that was not used in time expires; a right that the law gives does not end by it (it has its own clock).
    """
    with unit(merchants=[merchant_id], by=by):
        deadline = Deadline.objects.filter(id=deadline_id).first()
        if deadline is None or deadline.case_id is None:
            return None
        case = returns.case_by_id(deadline.case_id)
        orders.lock_order(case.order_id)
        case = returns.case_by_id(case.id)
        deadline.refresh_from_db()
        if deadline.state != "open" or deadline.swept_at is not None or deadline.due_at > now:
            return None
        deadline.swept_at = now
        deadline.save(update_fields=["swept_at"])
        timeline.note(
            f"case:{case.id}",
            "deadline.missed",
            by=by,
            now=now,
            subject=deadline.subject,
            kind=deadline.kind,
            due_at=deadline.due_at.isoformat(),
        )
        if deadline.kind == "customer_send_by":
            for line in returns.lines_of_case(case.id):
                if line.reception == "announced":
                    returns_operations.move_axis(line, "reception", "expired", by=by, now=now)
        returns_operations.keep_ball(case, ball_of(case))
        return case.id
