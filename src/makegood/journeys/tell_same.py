"""It is said whether a refund made elsewhere is one that we know: by a person, or by the system where nothing is in doubt."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.orders.locking import lock_order
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.states import OPEN
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.jobs import defer
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.doubts import Question, questions
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.casefile.transfers import may_stop
from makegood.kernel.refusal import Refusal


def tell_same(
    *, merchant_id: int, order_id: int, past: str, other: str, same: bool, by: Actor, now: datetime, rows: tuple[int, ...] = ()
) -> int | None:
    """The id of the case that it moved, if any. `past`: the refund's key; `other`: a payment's public id, or a recorded refund's key.

    `rows`: only these parts of the refund are the same; the others are for something else (casefile/matching). By the system where the
    pieces leave no doubt, otherwise by a person.

    The same, whole: our payment has been made, there. The same, in part: ours ends, and what follows (settle_return) pays the rest; where a
    provider has moved a part already, ours stands for both and the rest is sent on demand. Another one: ours stands, and both count.
    The same, where the shop's system carried ours too: it was given twice, and the second stands as too much until somebody deals with it.
    Refuses `question_gone`, and `outcome_unknown` while what a provider was asked for may have left too: it is asked first.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        read_together(*money_wanted(order.id), orders.lines_wanted(order.id))
        question = _asked(order, past, other)
        if question is None:
            raise Refusal("question_gone", "Somebody has answered this already.", "Reload the page.", status=409)
        if rows:
            question = _only(question, rows)
        ours, twin = question.reimbursement, question.twin
        if question.twice and same:
            return _gave_twice(question, order, by, now)
        if ours is None or ours.state == "posted":
            most = min(question.past.left_minor, question.open_minor if ours is not None else twin.amount_minor)  # type: ignore[union-attr]
            settlement.join_refund(question, order=order, most=most, same=same, by=by, now=now)
            return None if ours is None else int(ours.case_id)
        case, _ = hold_case(case_id=ours.case_id, now=now)
        read_together(*money_wanted(order.id))
        ours = next(one for one in settled.reimbursements_of_order(order.id) if one.id == ours.id)
        transfers = settled.transfers_of(ours)
        most = min(question.past.left_minor, question.open_minor)
        given = most - question.left_minor if same else 0  # what of it stands for money of ours that has not left
        if given > 0:
            _stop(transfers, by, now)
        settlement.join_refund(question, order=order, most=most, same=same, by=by, now=now)
        if given <= 0:
            _go_on(ours, transfers, by, now)
        elif given >= ours.amount_minor - ours.moved_minor:
            _was_paid(ours, transfers, question, by, now)
            _tell(Telling(case, order, now=now), ours, by)
        elif ours.moved_minor:
            _part_was_paid(ours, given, question, by, now)
        else:
            _end(ours, question, by, now)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return int(case.id)


def _asked(order: Any, past: str, other: str) -> Question | None:
    def name(one: Question) -> str:
        return str(one.reimbursement.public_id if one.twin is None else one.twin.key)

    found = questions(order.id, settled.reimbursements_of_order(order.id))
    return next((one for one in found if one.past.key == past and name(one) == other), None)


def _only(question: Question, rows: tuple[int, ...]) -> Question:
    parts = tuple(row for row in question.past.rows if row.id in rows)
    size = sum(row.amount_minor + row.shipping_minor for row in parts)
    return replace(question, past=replace(question.past, rows=parts, amount_minor=size, left_minor=min(size, question.past.left_minor)))


def _gave_twice(question: Question, order: Any, by: Actor, now: datetime) -> int:
    """Both left: the second is a movement of its own, and what is over is before a person (settle_excess)."""
    case, _ = hold_case(case_id=question.reimbursement.case_id, now=now)
    ours = next(one for one in settled.reimbursements_of_case(case.id) if one.id == question.reimbursement.id)
    given = question.past.left_minor
    settlement.join_refund(question, order=order, most=given, by=by, now=now)
    _add_given(ours, given, question, by, now)
    settlement.stand(ours, moved_minor=ours.moved_minor, excess_minor=ours.excess_minor + given)
    pass_ball(case, keep=returns.keep_ball, now=now)
    return int(case.id)


def _stop(transfers: list[Any], by: Actor, now: datetime) -> None:
    """What was not sent never will be. Refuses `outcome_unknown`, and nothing is stopped."""
    for transfer in transfers:
        if transfer.state in OPEN and not may_stop(transfer, now=now):
            remedy = "It can be stopped ten minutes after it was last sent." if transfer.state == "waiting" else "Ask the provider first."
            raise Refusal(
                "outcome_unknown", "Nobody knows yet whether this money has left.", remedy, status=409, transfer=transfer.public_id
            )
    for transfer in transfers:
        if transfer.state in OPEN:
            settlement.change_transfer(transfer, by=by, now=now, state="stopped", next_try_at=None)
            if (entry := books.entry_for(transfer.public_id, "refund_paid", "pending")) is not None:
                ledger.void_entry(entry, by=by, now=now)


def _go_on(ours: Any, transfers: list[Any], by: Actor, now: datetime) -> None:
    """What was held because of the question is sent."""
    for transfer in transfers:
        if transfer.state == "waiting" and transfer.next_try_at is None and transfer.problem == "refunded_elsewhere":
            settlement.change_transfer(transfer, by=by, now=now, problem="", next_try_at=now)
            defer("carry_transfer", lock=ours.public_id, merchant_id=ours.merchant_id, transfer_id=transfer.public_id)


def _was_paid(ours: Any, transfers: list[Any], question: Question, by: Actor, now: datetime) -> None:
    settlement.move(ours, "posted", by=by, now=now, provider_ref=question.past.key)
    if transfers:
        _add_given(ours, ours.amount_minor - ours.moved_minor, question, by, now)
    elif (entry := books.entry_for(ours.public_id, "refund_paid", "pending")) is not None:
        ledger.post_entry(entry, by=by, now=now)
    line = queries.line_by_id(ours.line_id)
    if line.money == "failed":
        returns.move_axis(line, "money", "pending", by=by, now=now)
    returns.move_axis(line, "money", "paid", by=by, now=now)
    keep_or_break(now=now, case_id=ours.case_id, line_id=line.id, kind="refund_due")


def _add_given(ours: Any, given: int, question: Question, by: Actor, now: datetime) -> None:
    """What left elsewhere is a movement of its own beside the provider's."""
    made = settlement.add_transfer(
        reimbursement=ours, provider="manual", amount_minor=given, moved_minor=given, state="succeeded",
        provider_ref=question.past.key[:120], answered_at=now, by=by, now=now,
    )  # fmt: skip
    settlement.stand(ours, moved_minor=ours.moved_minor + given, excess_minor=ours.excess_minor)
    parts = (("customer:refund_payable", made.currency, given), ("provider:clearing", made.currency, -given))
    ledger.write([NewEntry("posted", "refund_paid", made.public_id, parts, made.case_id)], by=by, now=now)


def _part_was_paid(ours: Any, given: int, question: Question, by: Actor, now: datetime) -> None:
    """The provider moved a part and the shop's system another: the rest stands as what a person sends or pays."""
    _add_given(ours, given, question, by, now)
    if ours.state == "pending":
        settlement.move(ours, "failed", by=by, now=now, problem="moved_less")
        returns.move_axis(queries.line_by_id(ours.line_id), "money", "failed", by=by, now=now)


def _end(ours: Any, question: Question, by: Actor, now: datetime) -> None:
    """A part was given there: ours never happened, and the line is owed the rest."""
    settlement.move(ours, "voided", by=by, now=now, problem="partly refunded elsewhere", provider_ref=question.past.key)
    for code, phase in (("refund_paid", "pending"), ("refund_owed", "posted")):
        entry = books.entry_for(ours.public_id, code, phase)
        if entry is not None:
            (ledger.void_entry if phase == "pending" else ledger.reverse_entry)(entry, by=by, now=now)
    returns.move_axis(queries.line_by_id(ours.line_id), "money", "due", by=by, now=now)


def _tell(telling: Telling, ours: Any, by: Actor) -> None:
    context = telling.context(amount=(ours.amount_minor, ours.currency))
    notices.write_notice(kind="refund_posted", context=context, **telling.to_customer(by))
    if telling.is_recipient:
        notices.write_notice(kind="gift_refunded", context=telling.for_buyer(amount=context["amount"]), **telling.to_buyer(by))
