"""A day has passed: what was promised is owned up to, and the ball moves."""

from datetime import datetime, timedelta

from makegood.apps.carriage import queries as carriage
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns_operations
from makegood.apps.returns import queries as returns
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import case_of_deadline, mark_swept, open_deadlines
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import begin_sweep, pass_ball
from makegood.casefile.telling import Telling
from makegood.law.load import zone_of


def miss_deadline(*, merchant_id: int, deadline_id: int, now: datetime, by: Actor = SYSTEM) -> int | None:
    """Mark an open deadline that is past as swept and say so in the timeline; returns the case's id, None where nothing was due.

    A label that was not used in time expires; a right that the law gives does not end by it (it has its own clock). The step has no day
    then until renew_promise, in the same unit and after what follows by itself, gives it one and says so.
    """
    with unit(merchants=[merchant_id], by=by):
        case_id = case_of_deadline(deadline_id)
        if case_id is None:
            return None
        case, order = hold_case(case_id=case_id, now=now)
        deadline = next((one for one in open_deadlines(case.id) if one.id == deadline_id), None)
        if deadline is None or deadline.swept_at is not None or deadline.due_at > now:
            return None
        begin_sweep(case.id)
        mark_swept(deadline, now=now)
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
            missed = [parcel for parcel in carriage.parcels_of_case(case.id) if parcel.public_id == deadline.subject]
            late = {line_id for parcel in missed for line_id in carriage.line_ids_in(parcel)}
            over = [line for line in returns.lines_of_case(case.id) if line.reception == "announced" and line.id in late]
            for line in over:
                returns_operations.move_axis(line, "reception", "expired", by=by, now=now)
            if over:
                telling = Telling(case, order, now=now)
                context = telling.context(until=local_day(deadline.due_at - timedelta(seconds=1), zone_of(order.market)))
                notices.write_notice(kind="send_back_over", context=context, **telling.to_customer(by))
        pass_ball(case, keep=returns_operations.keep_ball, now=now)
        return case.id
