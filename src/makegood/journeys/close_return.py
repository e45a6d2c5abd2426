"""Every axis is at rest: the case ends."""

from datetime import datetime

from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break, open_deadlines
from makegood.base.unit import unit
from makegood.casefile.ball import steps_of_line
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def close_return(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> None:
    """Refuses `not_at_rest` and names what is open; the system itself waits until a difference that was paid in vain went back. Promises that are still open are kept or owned up to as broken."""
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=case_id, now=now)
        if case.closed_at is not None:
            return
        lines = queries.lines_of_case(case.id)
        waiting = sorted({step for line in lines for step in steps_of_line(line)})
        if any(one.kind == "difference_back_by" for one in open_deadlines(case.id)):
            if by.kind == "system":
                return  # it closes itself once the difference was paid back
            waiting.append("return_difference")
        if waiting:
            raise Refusal(
                "not_at_rest",
                "Something is still open in this case.",
                "Finish it first: " + ", ".join(waiting) + ".",
                status=409,
                open=waiting,
            )
        decisions = {line.decision for line in lines}
        closed_as = (
            "dropped"
            if decisions == {"dropped_by_customer"}
            else "declined"
            if decisions <= {"refused", "dropped_by_customer"}
            else "settled"
        )
        keep_or_break(now=now, case_id=case.id)
        returns.close_case(case, closed_as=closed_as, by=by, now=now)
        pass_ball(case, keep=returns.keep_ball, now=now)
