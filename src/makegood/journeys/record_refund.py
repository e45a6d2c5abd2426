"""What became of a payment: staff, or a provider, says so."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.ball import ball_of
from makegood.casefile.elsewhere import MONEY, is_covered, questions
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def record_refund(
    *, merchant_id: int, reimbursement_id: str, outcome: str, by: Actor, now: datetime, provider_ref: str = "", problem: str = ""
) -> Any:
    """`outcome`: posted, failed, or retried (a failed one goes out again under a new key). The pending entry is posted or voided with it.

    Refuses `same_refund_open` to a person where a refund made elsewhere may be this one: that must be said first (tell_same).
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=settled.reimbursement_of(reimbursement_id).case_id, now=now)
        reimbursement = settled.reimbursement_of(reimbursement_id)
        line = queries.line_by_id(reimbursement.line_id)
        if by.kind != "system" and outcome in ("posted", "retried"):
            _check_elsewhere(reimbursement, order)
        if outcome == "posted":
            settlement.move(reimbursement, "posted", by=by, now=now, provider_ref=provider_ref)
            ledger.post_entry(_pending(reimbursement), by=by, now=now)
            returns.move_axis(line, "money", "paid", by=by, now=now)
            keep_or_break(now=now, case_id=case.id, line_id=line.id, kind="refund_due")
            telling = Telling(case, order, now=now)
            context = telling.context(amount=(reimbursement.amount_minor, reimbursement.currency))
            notices.write_notice(kind="refund_posted", context=context, **telling.to_customer(by))
            if telling.is_recipient and reimbursement.kind in MONEY:
                notices.write_notice(kind="gift_refunded", context=telling.for_buyer(amount=context["amount"]), **telling.to_buyer(by))
        elif outcome == "failed":
            settlement.move(reimbursement, "failed", by=by, now=now, problem=problem)
            returns.move_axis(line, "money", "failed", by=by, now=now)
        elif outcome == "retried":
            settlement.move(reimbursement, "pending", by=by, now=now)
            returns.move_axis(line, "money", "pending", by=by, now=now)
        else:
            raise Refusal("outcome_unknown", "This outcome is not known.", "Say posted, failed or retried.", field="outcome")
        returns.keep_ball(case, ball_of(case))
        return reimbursement


def _check_elsewhere(reimbursement: Any, order: Any) -> None:
    read_together(*money_wanted(order.id), orders.lines_wanted(order.id))
    for question in questions(order.id, [reimbursement]):
        if question.reimbursement is not None and reimbursement.state != "posted":
            raise Refusal(
                "same_refund_open", "The shop's system has a refund for this order that may be this one.",
                "Say on the order's page whether it is the same, so that nothing is paid twice.", status=409, order=order.public_id,
            )  # fmt: skip
    if reimbursement.kind in MONEY and not is_covered(order, reimbursement):
        raise Refusal(
            "more_than_paid", "With what was refunded elsewhere, this would be more than was paid.",
            "Take this refund back on the case's page, then decide again.", status=409, order=order.public_id,
        )  # fmt: skip


def _pending(reimbursement: Any) -> Any:
    entry = books.entry_for(reimbursement.public_id, "refund_paid", "pending")
    if entry is None:
        raise Refusal("entry_settled", "This was booked already.", "Reload the case.", status=409)
    return entry
