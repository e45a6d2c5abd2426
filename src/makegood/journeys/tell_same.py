"""A person says whether a refund made elsewhere is one that we know."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.orders.locking import lock_order
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.ball import ball_of
from makegood.casefile.elsewhere import Question, questions
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def tell_same(*, merchant_id: int, order_id: int, past: str, other: str, same: bool, by: Actor, now: datetime) -> int | None:
    """The id of the case that it moved, if any. `past`: the refund's key; `other`: a payment's public id, or a recorded refund's key.

    The same, whole: our payment has been made, there. The same, in part: ours ends, and what follows (settle_return) pays the rest.
    Another one: ours stands, and both count. Refuses `question_gone`.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        read_together(*money_wanted(order.id), orders.lines_wanted(order.id))
        question = next((one for one in questions(order.id, settled.reimbursements_of_order(order.id)) if _is(one, past, other)), None)
        if question is None:
            raise Refusal("question_gone", "Somebody has answered this already.", "Reload the page.", status=409)
        ours = question.reimbursement
        case = None
        if ours is not None:
            case, _ = hold_case(case_id=ours.case_id, now=now)
            read_together(*money_wanted(order.id))
            ours = next(one for one in settled.reimbursements_of_order(order.id) if one.id == ours.id)
        rest = min(question.past.left_minor, (ours if ours is not None else question.twin).amount_minor)  # type: ignore[union-attr]
        whole = ours is not None and question.past.left_minor >= ours.amount_minor
        for row in question.past.rows:
            part = min(rest, row.amount_minor + row.shipping_minor)
            rest -= part
            settlement.say_same(
                order=order, past=row, same=same, amount_minor=part, reimbursement=ours,
                twin=question.twin.rows[0] if question.twin is not None else None, by=by, now=now,
            )  # fmt: skip
        if same and ours is not None and case is not None and ours.state in ("pending", "failed"):
            (_was_paid if whole else _end)(ours, question, by, now)
            if whole:
                telling = Telling(case, order, now=now)
                context = telling.context(amount=(ours.amount_minor, ours.currency))
                notices.write_notice(kind="refund_posted", context=context, **telling.to_customer(by))
                if telling.is_recipient:
                    notices.write_notice(kind="gift_refunded", context=telling.for_buyer(amount=context["amount"]), **telling.to_buyer(by))
            returns.keep_ball(case, ball_of(case))
        return None if case is None else int(case.id)


def _is(question: Question, past: str, other: str) -> bool:
    name = question.reimbursement.public_id if question.twin is None else question.twin.key
    return question.past.key == past and name == other


def _was_paid(ours: Any, question: Question, by: Actor, now: datetime) -> None:
    if ours.state == "failed":
        settlement.move(ours, "pending", by=by, now=now)
    settlement.move(ours, "posted", by=by, now=now, provider_ref=question.past.key)
    entry = books.entry_for(ours.public_id, "refund_paid", "pending")
    if entry is not None:
        ledger.post_entry(entry, by=by, now=now)
    line = queries.line_by_id(ours.line_id)
    if line.money == "failed":
        returns.move_axis(line, "money", "pending", by=by, now=now)
    returns.move_axis(line, "money", "paid", by=by, now=now)
    keep_or_break(now=now, case_id=ours.case_id, line_id=line.id, kind="refund_due")


def _end(ours: Any, question: Question, by: Actor, now: datetime) -> None:
    """A part was given there: ours never happened, and the line is owed the rest."""
    settlement.move(ours, "voided", by=by, now=now, problem="partly refunded elsewhere", provider_ref=question.past.key)
    for code, phase in (("refund_paid", "pending"), ("refund_owed", "posted")):
        entry = books.entry_for(ours.public_id, code, phase)
        if entry is not None:
            (ledger.void_entry if phase == "pending" else ledger.reverse_entry)(entry, by=by, now=now)
    returns.move_axis(queries.line_by_id(ours.line_id), "money", "due", by=by, now=now)
