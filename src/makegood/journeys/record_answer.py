"""What a provider says of one movement of money, or a person who looked there: the books follow what really moved."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.ports import PaymentAnswer
from makegood.apps.settlement.states import OPEN
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.doubts import clear_question
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.other_means import NO_WAY_BACK, address_for
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.casefile.transfers import Standing, pause_after, standing_of


def record_answer(*, merchant_id: int, transfer_id: str, answer: PaymentAnswer, by: Actor, now: datetime) -> Any:
    """Returns the transfer. Safe to run twice, late and out of order: what is known already changes nothing, what contradicts it is booked.

    The amount that moved is what the books say, never the amount that was asked. What is over stands as `excess_minor`, what is short
    makes the reimbursement `failed`: both are a person's turn.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=settled.transfer_of(transfer_id).case_id, now=now)
        transfer = next(one for one in settled.transfers_of_case(case.id) if one.public_id == transfer_id)
        reimbursement = next(one for one in settled.reimbursements_of_case(case.id) if one.id == transfer.reimbursement_id)
        if answer.state in ("succeeded", "failed"):
            _end(transfer, answer, by, now)
        else:
            _wait(transfer, answer, by, now)
        _follow_through(case, order, reimbursement, by, now)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return transfer


def _wait(transfer: Any, answer: PaymentAnswer, by: Actor, now: datetime) -> None:
    """Nothing has ended: when do we go on?"""
    state, problem = transfer.state, answer.problem[:200]
    if answer.state == "pending" and state in (*OPEN, "stopped", "failed"):
        asks = 0 if state != "pending" else transfer.asks
        settlement.change_transfer(
            transfer, by=by, now=now, state="pending", provider_ref=answer.ref or transfer.provider_ref, problem=problem, asks=asks,
            next_try_at=pause_after(asks, now=now, pending=True),
        )  # fmt: skip
    elif answer.state == "later" and state == "asked":
        settlement.change_transfer(
            transfer, by=by, now=now, why=problem, state="waiting", problem=problem,
            next_try_at=pause_after(transfer.tries, now=now, retry_after=answer.retry_after),
        )  # fmt: skip
    elif answer.state == "not_known" and state in ("asked", "unknown"):
        settlement.change_transfer(
            transfer, by=by, now=now, state="waiting", problem="not_known", next_try_at=pause_after(transfer.tries - 1, now=now)
        )
    elif state in ("asked", "unknown", "pending"):
        lost = answer.state == "not_known"  # it had said that it has it
        again = None if lost else pause_after(transfer.asks, now=now, pending=state == "pending", retry_after=answer.retry_after)
        settlement.change_transfer(
            transfer, by=by, now=now, why=problem, state="unknown" if lost or state == "asked" else state,
            problem="forgotten" if lost else problem, next_try_at=again,
        )  # fmt: skip


def _end(transfer: Any, answer: PaymentAnswer, by: Actor, now: datetime) -> None:
    moved = answer.moved_minor if answer.state == "succeeded" else 0
    if transfer.state == "reversed" or (transfer.state in ("failed", "stopped") and answer.state == "failed"):
        return
    if transfer.state != answer.state or transfer.moved_minor != moved:
        _book(transfer, moved, by, now)
    settlement.change_transfer(
        transfer, by=by, now=now, why=answer.problem, state=answer.state, moved_minor=moved, provider_ref=answer.ref or transfer.provider_ref,
        problem=answer.problem[:200] if answer.state == "failed" else "", next_try_at=None, answered_at=now,
    )  # fmt: skip


def _book(transfer: Any, moved: int, by: Actor, now: datetime) -> None:
    """Pending is posted where exactly that moved, otherwise voided; what was booked before is reversed; what moved stands alone."""
    subject = transfer.public_id
    pending = books.entry_for(subject, "refund_paid", "pending")
    if pending is not None and moved == transfer.amount_minor:
        ledger.post_entry(pending, by=by, now=now)
        return
    if pending is not None:
        ledger.void_entry(pending, by=by, now=now)
    for phase in ("post", "posted"):
        if (booked := books.entry_for(subject, "refund_paid", phase)) is not None:
            ledger.reverse_entry(booked, by=by, now=now)
    parts = (("customer:refund_payable", transfer.currency, moved), ("provider:clearing", transfer.currency, -moved))
    ledger.write([NewEntry("posted", "refund_paid", subject, parts, transfer.case_id)], by=by, now=now)


def _follow_through(case: Any, order: Any, reimbursement: Any, by: Actor, now: datetime) -> None:
    """The reimbursement, the line's axis and the customer hear of it."""
    was, short = reimbursement.state, reimbursement.moved_minor
    standing = standing_of(reimbursement, settled.transfers_of(reimbursement))
    settlement.stand(reimbursement, moved_minor=standing.moved_minor, excess_minor=standing.excess_minor)
    if standing.state == was or (standing.state == "pending" and was != "pending"):
        return
    line = queries.line_by_id(reimbursement.line_id)
    refs = [one.provider_ref for one in settled.transfers_of(reimbursement) if one.provider_ref]
    settlement.move(reimbursement, standing.state, by=by, now=now, provider_ref=refs[0] if refs else "", problem=standing.problem)
    telling = Telling(case, order, now=now)
    money = reimbursement.currency
    if standing.state == "posted":
        if line.money == "failed":
            returns.move_axis(line, "money", "pending", by=by, now=now)
        returns.move_axis(line, "money", "paid", by=by, now=now)
        keep_or_break(now=now, case_id=case.id, line_id=line.id, kind="refund_due")
        context = telling.context(amount=(standing.moved_minor, money))
        notices.write_notice(kind="refund_posted", context=context, **telling.to_customer(by))
        if telling.is_recipient:
            notices.write_notice(kind="gift_refunded", context=telling.for_buyer(amount=context["amount"]), **telling.to_buyer(by))
        read_together(*money_wanted(order.id))
        while (clear := clear_question(order.id)) is not None:  # the shop's system may have told of it before the provider did
            settlement.join_refund(clear, order=order, most=clear.past.left_minor, by=by, now=now)
    else:
        returns.move_axis(line, "money", "failed", by=by, now=now)
        if case.closed_at is not None:
            returns.reopen(case, by=by, now=now)
        context = telling.context(
            moved=(standing.moved_minor, money), rest=(reimbursement.amount_minor - standing.moved_minor, money),
            came_back=standing.moved_minor < short, card_gone=standing.problem == "card_gone", **_ask_means(reimbursement, telling, standing, by, now),
        )  # fmt: skip
        notices.write_notice(kind="refund_delayed", context=context, **telling.to_customer(by))


def _ask_means(reimbursement: Any, telling: Telling, standing: Standing, by: Actor, now: datetime) -> dict[str, Any]:
    """Where the money can't go back the way it came, its owner is asked for another; of a present a person asks the buyer."""
    if standing.problem not in NO_WAY_BACK or telling.is_recipient:
        return {"means": "", "asked": False}
    settlement.ask_means(reimbursement, by=by, now=now)
    return {"means": address_for(reimbursement, telling.merchant, now=now), "asked": True}
