"""What became of an answer to a dispute: the provider has it, it is tried again, or a person must look."""

from datetime import datetime
from typing import Any

from makegood.apps.disputes import operations as disputes
from makegood.apps.disputes import queries
from makegood.apps.disputes.ports import Taken
from makegood.apps.orders import locking
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.deadlines import set_deadline
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.transfers import pause_after


def record_dispute_answer(*, merchant_id: int, answer_id: str, taken: Taken, by: Actor, now: datetime) -> Any:
    """Returns the answer. Bounded tries, then it has failed and stands on Today; while there is time its day is the shop's again."""
    with unit(merchants=[merchant_id], by=by):
        found, case = queries.answer_by_key(answer_id).dispute, None
        if found.case_id is not None:
            case, _ = hold_case(case_id=found.case_id, now=now)
        elif found.order_id is not None:
            locking.lock_order(found.order_id)
        disputes.lock_dispute(found.public_id)
        answer = queries.answer_by_key(answer_id)
        if answer.state != "asked":
            return answer
        if taken.state == "sent":
            disputes.move_answer(answer, "sent", by=by, now=now, sent_at=now, next_try_at=None, problem="")
            disputes.set_fields(answer.dispute, next_look_at=now)
            return answer
        again = None if taken.state == "failed" else pause_after(answer.tries, now=now, retry_after=taken.retry_after)
        problem = taken.problem[:200]
        if again is not None:
            disputes.move_answer(
                answer, "approved" if taken.state == "later" else "asked", by=by, now=now, next_try_at=again, problem=problem
            )
            return answer
        disputes.move_answer(answer, "failed", by=by, now=now, next_try_at=None, problem=problem)
        due = answer.dispute.due_at
        if case is not None and due is not None and due > now:
            set_deadline(kind="dispute_answer_by", owner="shop", due_at=due, now=now, case_id=case.id, subject=answer.dispute.public_id)
            pass_ball(case, keep=returns.keep_ball, now=now)
        return answer
