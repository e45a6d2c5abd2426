"""A person has read the customer's mail on a case, and nothing has to be answered."""

from datetime import datetime

from makegood.apps.returns import operations as returns
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break, open_deadlines
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def need_no_answer(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> None:
    """The ball goes on to whoever has the next step. Refuses `nothing_to_answer`."""
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=case_id, now=now)
        if not any(one.kind == "mail_answer_by" for one in open_deadlines(case.id)):
            raise Refusal("nothing_to_answer", "No mail waits for an answer here.", "Reload the page.", status=409)
        keep_or_break(now=now, case_id=case.id, kind="mail_answer_by")
        timeline.note(f"case:{case.id}", "mail.needs_no_answer", by=by, now=now, subject=case.public_id)
        pass_ball(case, keep=returns.keep_ball, now=now)
