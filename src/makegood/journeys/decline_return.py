"""Staff says no, with a reason; never to what the law gives."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def decline_return(*, merchant_id: int, line_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Refuses `reason_needed`, and `below_the_law` where the decision names remedies that the law itself gives."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(line_id=line_id, now=now)
        line = queries.line_by_id(line_id)
        if not reason.strip():
            raise Refusal("reason_needed", "The customer is owed a reason.", "Write one or two sentences.", field="reason")
        decision = queries.latest_decisions(case.id).get(line.id)
        if decision is not None and decision.record["statutory"]:
            raise Refusal(
                "below_the_law",
                "The law gives the customer something here, so it can't be declined.",
                "Offer what the decision names, or more.",
                status=409,
                statutory=decision.record["statutory"],
            )
        returns.move_axis(line, "decision", "refused", by=by, now=now)
        returns.add_words(case=case, texts=[(line.id, "decline_reason", reason)], author="staff", by=by, now=now)
        end_deadlines(state="kept", now=now, case_id=case.id, kind="shop_decide_by")
        telling = Telling(case, order, now=now)
        notices.write_notice(kind="declined", context=telling.context(reason=reason), **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
