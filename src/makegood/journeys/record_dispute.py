"""What a provider says of a dispute now: the row, the day by which we must answer, and the books follow it."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.disputes import operations as disputes
from makegood.apps.disputes import queries
from makegood.apps.disputes.ports import DisputeFacts, Reading
from makegood.apps.disputes.states import ENDED
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.orders import locking
from makegood.apps.orders import queries as orders
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries as cases
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines, open_deadlines, set_deadline
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.transfers import pause_after

LOOK_AGAIN = timedelta(hours=12)  # messages come sooner; this is for those that do not come
KIND = "dispute_answer_by"


def record_dispute(*, merchant_id: int, dispute_id: str, reading: Reading, by: Actor, now: datetime) -> Any:
    """Returns the dispute. Safe to run twice, late and out of order: it is the provider's state of now, not a message's.

    It is matched to the order by its payment's name, and to that order's open or newest case. One that could not be read is read again with
    growing pauses; a new one that can't be read at all stands on Today.
    """
    with unit(merchants=[merchant_id], by=by):
        dispute, facts = queries.dispute_of(dispute_id), reading.facts
        if facts is None:
            looks = dispute.looks + 1
            again = pause_after(looks, now=now, retry_after=reading.retry_after)
            if again is None and dispute.state not in ("told", *ENDED):
                again = now + LOOK_AGAIN
            disputes.set_fields(dispute, looks=looks, problem=reading.problem, next_look_at=again)
            return dispute
        order_id = dispute.order_id
        if order_id is None and (payment := orders.payment_named(facts.payments)) is not None:
            order_id = payment.order_id
        case = _case_of(order_id, dispute.case_id)
        if case is not None:
            case, _ = hold_case(case_id=case.id, now=now)
        elif order_id is not None:
            locking.lock_order(order_id)
        dispute = disputes.lock_dispute(dispute_id)
        was = dispute.state
        _keep(dispute, facts, order_id=order_id, case=case, now=now)
        if dispute.state != was:
            disputes.note(dispute, f"dispute.{dispute.state}", by=by, now=now, was=was, amount=facts.amount_minor, currency=facts.currency)
        _book(dispute, facts, by, now)
        if case is not None:
            _date(dispute, facts, case.id, now)
            pass_ball(case, keep=returns.keep_ball, now=now)
        return dispute


def _case_of(order_id: int | None, case_id: int | None) -> Any:
    if case_id is not None:
        return cases.case_by_id(case_id)
    found = [one for one in cases.cases_of_order(order_id) if one.merged_into_id is None] if order_id is not None else []
    return next((one for one in found if one.closed_at is None), found[0] if found else None)


def _keep(dispute: Any, facts: DisputeFacts, *, order_id: int | None, case: Any, now: datetime) -> None:
    ended = facts.state in ENDED
    disputes.set_fields(
        dispute, order_id=order_id, case_id=case.id if case is not None else None, payment=facts.payments[0][:120] if facts.payments else "",
        kind=facts.kind, state=facts.state, status=facts.status[:40], reason=facts.reason, amount_minor=facts.amount_minor,
        currency=facts.currency, taken_minor=facts.taken_minor, fee_minor=facts.fee_minor, fee_currency=facts.fee_currency,
        may_answer=facts.may_answer, opened_at=facts.opened_at, due_at=facts.due_at, ended_at=(dispute.ended_at or now) if ended else None,
        looked_at=now, looks=0, problem="", next_look_at=None if ended else now + LOOK_AGAIN,
    )  # fmt: skip


def _date(dispute: Any, facts: DisputeFacts, case_id: int, now: datetime) -> None:
    """The scheme's last moment is a deadline of the case for as long as we have not answered."""
    answer = queries.answer_to(dispute.id)
    waits = facts.state == "needs_response" and facts.due_at is not None and (answer is None or answer.state == "failed")
    standing = [one for one in open_deadlines(case_id) if one.kind == KIND and one.subject == dispute.public_id]
    if waits and facts.due_at is not None and [one.due_at for one in standing] != [facts.due_at]:
        end_deadlines(state="void", now=now, case_id=case_id, kind=KIND, subject=dispute.public_id)
        set_deadline(
            kind=KIND,
            owner="shop",
            due_at=facts.due_at,
            now=now,
            case_id=case_id,
            subject=dispute.public_id,
            source=f"{dispute.provider}: evidence due",
        )
    elif not waits and standing:
        state = "kept" if answer is not None or facts.answered else "broken" if facts.due_at is not None and facts.due_at <= now else "void"
        end_deadlines(state=state, now=now, case_id=case_id, kind=KIND, subject=dispute.public_id)


def _book(dispute: Any, facts: DisputeFacts, by: Actor, now: datetime) -> None:
    """What is gone stands on provider:disputed until the end: back to where it was, or written off. The difference to the books is booked."""
    lost = facts.taken_minor if facts.state == "lost" else 0
    wanted = (
        ("dispute_taken", facts.currency, facts.taken_minor, "provider:disputed", "provider:clearing"),
        ("dispute_lost", facts.currency, lost, "write_off", "provider:disputed"),
        ("dispute_fee", facts.fee_currency, facts.fee_minor, "expense:fees", "provider:clearing"),
    )
    entries = []
    for code, currency, amount, debit, credit in wanted:
        missing = amount - books.net_by_subject(code, debit, prefix=dispute.public_id).get(dispute.public_id, 0)
        if missing:
            parts = ((debit, currency, missing), (credit, currency, -missing))
            entries.append(NewEntry("posted", code, dispute.public_id, parts, dispute.case_id))
    ledger.write(entries, by=by, now=now)
