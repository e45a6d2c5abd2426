"""A refund made elsewhere is known now: what was offered, taken or written down is looked at again."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.orders import queries as orders
from makegood.apps.orders.locking import lock_order
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.states import OPEN, SENT
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.jobs import defer
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.doubts import Question, clear_question, is_covered, own_refunds, questions
from makegood.casefile.elsewhere import MONEY, counted_past, refunds_elsewhere
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.money import quote_order
from makegood.casefile.passing import pass_ball
from makegood.casefile.settling import is_short, requote
from makegood.casefile.transfers import may_stop
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

WITH_AMOUNT = ("refund", "partial_refund", "store_credit", "gift_card")


def weigh_refunds(*, merchant_id: int, order_id: int, now: datetime, by: Actor = SYSTEM) -> list[int]:
    """Ids of the order's open cases whose offers are to be made again (decide_return, cause `refunded_elsewhere`).

    A refund that is without doubt one that we know counts once. What was taken and can no longer be paid in full goes to a person.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        read_together(*money_wanted(order.id), orders.lines_wanted(order.id))
        _recognise(order, by, now)
        while (clear := clear_question(order.id)) is not None:
            settlement.join_refund(clear, order=order, most=clear.past.left_minor, by=by, now=now)
        again = []
        amount = sum(one.left_minor for one in refunds_elsewhere(order.id))
        for case in queries.cases_of_order(order.id)[::-1]:
            if case.closed_at is not None:
                continue
            held, _ = hold_case(case_id=case.id, now=now)
            timeline.note(f"case:{case.id}", "order.refunded_elsewhere", by=by, now=now, subject=order.public_id, amount=amount,
                          currency=order.currency)  # fmt: skip
            choices = queries.choices_of(case.id)
            for line in queries.lines_of_case(case.id):
                if line.money == "due" and line.decision == "accepted_by_customer" and line.id in choices:
                    _weigh(line, choices[line.id].offer, order, by, now)
            _weigh_pending(case.id, order, by, now)
            pass_ball(held, keep=returns.keep_ball, now=now)
            if any(line.decision in ("offered", "undecided") for line in queries.lines_of_case(case.id)):
                again.append(case.id)
        _doubt(order)
        return again


def _recognise(order: Any, by: Actor, now: datetime) -> None:
    """Our own refunds come back from the shop's system: counted once, and a reason to ask where we did not know that they were made.

    What we believed unsent, failed or stopped is open again until it was asked: nothing is sent in its place meanwhile.
    """
    known = refunds_elsewhere(order.id)
    for key, (ours, transfer) in own_refunds(known, settled.reimbursements_of_order(order.id)).items():
        past = next(one for one in known if one.key == key)
        if past.left_minor <= 0:
            continue
        settlement.join_refund(Question(past, reimbursement=ours), order=order, most=past.left_minor, by=by, now=now)
        if transfer is not None and transfer.state not in ("succeeded", "reversed"):
            state = transfer.state if transfer.state in SENT else "unknown"
            settlement.change_transfer(transfer, by=by, now=now, state=state, problem="", asks=0, next_try_at=now, why="seen_there")
            defer("carry_transfer", lock=ours.public_id, merchant_id=ours.merchant_id, transfer_id=transfer.public_id, look=True)


def _doubt(order: Any) -> None:
    """What stands before a person, kept with the payment, so that it is found without looking through all orders."""
    reimbursements = settled.reimbursements_of_order(order.id)
    asked = {one.reimbursement.id for one in questions(order.id, reimbursements) if one.reimbursement is not None}
    for one in reimbursements:
        settlement.doubt(one, one.id in asked)


def _weigh(line: Any, offer: dict[str, Any], order: Any, by: Actor, now: datetime) -> None:
    """May what was taken still be paid in full? Otherwise a person looks; the timeline names both sides."""
    if offer["remedy"] not in WITH_AMOUNT or not offer["breakdown"]:
        return
    reimbursements = settled.reimbursements_of_order(order.id)
    document = quote_order(order, orders.lines_of(order.id), orders.payments_of(order.id), counted_past(order.id), reimbursements)
    left: int | None = None
    try:
        quote = requote(document, offer, line.quantity)
        left = quote.total - quote.uncovered
        if not is_short(quote, offer) and left >= _worth(offer):
            return
    except Refusal as refusal:
        if refusal.code == "unknown_line":
            raise
    timeline.note(
        f"case:{line.case_id}", "settlement.stopped", by=by, now=now, subject=line.public_id, why="refunded_elsewhere",
        offered=offer["amount_minor"], left=left, currency=order.currency,
    )  # fmt: skip
    returns.move_axis(line, "decision", "needs_review", by=by, now=now)


def _weigh_pending(case_id: int, order: Any, by: Actor, now: datetime) -> None:
    """A payment that waits, that nobody takes for the refund made elsewhere, and that would be more than was paid: it ends, a person looks."""
    asked = {
        one.reimbursement.id for one in questions(order.id, settled.reimbursements_of_order(order.id)) if one.reimbursement is not None
    }
    for one in settled.reimbursements_of_order(order.id):
        if one.case_id != case_id or one.state not in ("pending", "failed") or one.kind not in MONEY or one.id in asked:
            continue
        transfers = settled.transfers_of(one)
        if is_covered(order, one) or one.moved_minor or any(each.state in OPEN and not may_stop(each, now=now) for each in transfers):
            continue  # what may have left already is asked about; what has not been sent is held when its turn comes (take_transfer)
        for each in transfers:
            if each.state in OPEN:
                settlement.change_transfer(each, by=by, now=now, state="stopped", next_try_at=None)
        settlement.move(one, "voided", by=by, now=now, problem="refunded elsewhere")
        for subject, code, phase in (
            *((each.public_id, "refund_paid", "pending") for each in transfers),
            (one.public_id, "refund_paid", "pending"),
            (one.public_id, "refund_owed", "posted"),
        ):
            entry = books.entry_for(subject, code, phase)
            if entry is not None:
                (ledger.void_entry if phase == "pending" else ledger.reverse_entry)(entry, by=by, now=now)
        line = queries.line_by_id(one.line_id)
        returns.move_axis(line, "money", "due", by=by, now=now)
        returns.set_axes(line, {"money": "nothing_due", "decision": "needs_review"}, by=by, now=now)
        timeline.note(
            f"case:{case_id}", "settlement.stopped", by=by, now=now, subject=line.public_id, why="refunded_elsewhere",
            offered=one.amount_minor, left=None, currency=order.currency,
        )  # fmt: skip


def _worth(offer: dict[str, Any]) -> int:
    return minor_from_text(offer["breakdown"]["total"], offer["currency"])
