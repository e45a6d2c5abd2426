"""A refund was wrong: stopped before it left, or reversed after."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.ball import ball_of
from makegood.casefile.holding import hold_case
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def void_refund(*, merchant_id: int, reimbursement_id: str, reason: str, by: Actor, now: datetime) -> Any:
    """Pending or failed: voided. Posted: reversed (the money must be got back by whoever sent it). Books come back to where they were.

    A person then looks at the line again. Refuses `reason_needed`, `credit_given` (a code that the customer has), `step_not_possible`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=settled.reimbursement_of(reimbursement_id).case_id, now=now)
        reimbursement = settled.reimbursement_of(reimbursement_id)
        if not reason.strip():
            raise Refusal("reason_needed", "A reason is needed.", "Write what was wrong.", field="reason")
        if reimbursement.kind not in ("refund", "partial_refund"):
            raise Refusal("credit_given", "The customer has this credit already.", "Write to the customer.", status=409)
        line = queries.line_by_id(reimbursement.line_id)
        was_posted = reimbursement.state == "posted"
        settlement.move(reimbursement, "reversed" if was_posted else "voided", by=by, now=now, problem=reason)
        for code, phase in (("refund_paid", "post" if was_posted else "pending"), ("refund_owed", "posted")):
            entry = books.entry_for(reimbursement.public_id, code, phase)
            if entry is not None:
                (ledger.void_entry if phase == "pending" else ledger.reverse_entry)(entry, by=by, now=now)
        for step in ("reversed",) if was_posted else ("due",):
            returns.move_axis(line, "money", step, by=by, now=now)
        returns.set_axes(line, {"money": "nothing_due", "decision": "needs_review"}, by=by, now=now)
        telling = Telling(case, order, now=now)
        context = telling.context(amount=(reimbursement.amount_minor, reimbursement.currency))
        notices.write_notice(kind="refund_voided", context=context, **telling.to_customer(by))
        returns.keep_ball(case, ball_of(case))
        return reimbursement
