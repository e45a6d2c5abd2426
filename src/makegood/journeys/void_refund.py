"""A refund was wrong: stopped before it left, or reversed after."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import debts, other_means
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.states import OPEN
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.casefile.transfers import may_stop
from makegood.kernel.refusal import Refusal


def void_refund(*, merchant_id: int, reimbursement_id: str, reason: str, by: Actor, now: datetime) -> Any:
    """Pending or failed: voided. Posted: reversed (the money must be got back by whoever sent it). Books come back to where they were.

    A person then looks at the line again. Refuses `reason_needed`, `credit_given` (a code that the customer has), `step_not_possible`,
    and `outcome_unknown` while a transfer may have left, or may still arrive at the provider.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=settled.reimbursement_of(reimbursement_id).case_id, now=now)
        reimbursement = settled.reimbursement_of(reimbursement_id)
        if not reason.strip():
            raise Refusal("reason_needed", "A reason is needed.", "Write what was wrong.", field="reason")
        if reimbursement.kind not in ("refund", "partial_refund"):
            raise Refusal("credit_given", "The customer has this credit already.", "Write to the customer.", status=409)
        given = other_means.means_for(reimbursement.id) if reimbursement.state == "posted" else None
        if given is not None and given.state == "credit":
            raise Refusal("credit_given", "The customer has this credit already.", "Write to the customer.", status=409)
        line = queries.line_by_id(reimbursement.line_id)
        transfers = settled.transfers_of(reimbursement)
        was_posted = reimbursement.state == "posted" or reimbursement.moved_minor > 0
        _stop_transfers(transfers, by, now)
        settlement.move(reimbursement, "reversed" if was_posted else "voided", by=by, now=now, problem=reason)
        subjects = [one.public_id for one in transfers] or [reimbursement.public_id]
        _undo(subjects, "refund_paid", ("post", "posted") if transfers else ("post",) if was_posted else ("pending",), by, now)
        for code in ("refund_owed", "excess_kept", "excess_recovered"):
            _undo([reimbursement.public_id], code, ("posted",), by, now)
        for debt in debts.open_of_lines(case.id, {line.id}):
            settlement.end_debt(debt, "let_be", by=by, now=now)
            ledger.undo(reimbursement.public_id, "debt_noted", by=by, now=now)
        settlement.stand(reimbursement, moved_minor=0, excess_minor=0)
        for step in ("reversed",) if line.money == "paid" else ("due",):
            returns.move_axis(line, "money", step, by=by, now=now)
        returns.set_axes(line, {"money": "nothing_due", "decision": "needs_review"}, by=by, now=now)
        telling = Telling(case, order, now=now)
        context = telling.context(amount=(reimbursement.amount_minor, reimbursement.currency))
        notices.write_notice(kind="refund_voided", context=context, **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
        if was_posted:
            _take_back_note(reimbursement, by, now)
        return reimbursement


def _take_back_note(reimbursement: Any, by: Actor, now: datetime) -> None:
    """Its credit note is cancelled by one with a number of its own: last, because numbers have no gaps."""
    note = settled.note_to_cancel(reimbursement.id)
    if note is not None:
        day = local_day(now, merchant_of(reimbursement.merchant_id).zone)
        body = note.body | {"cancels": note.number, "cancels_of": note.issued_on.isoformat()}
        settlement.number_credit_note(reimbursement=reimbursement, issued_on=day, body=body, cancels=note, by=by, now=now)


def _undo(subjects: list[str], code: str, phases: tuple[str, ...], by: Actor, now: datetime) -> None:
    for subject in subjects:
        for phase in phases:
            entry = books.entry_for(subject, code, phase)
            if entry is not None:
                (ledger.void_entry if phase == "pending" else ledger.reverse_entry)(entry, by=by, now=now)


def _stop_transfers(transfers: list[Any], by: Actor, now: datetime) -> None:
    """What was never sent never will be; what has left counts as got back by whoever sent it."""
    for transfer in transfers:
        if transfer.state in OPEN and not may_stop(transfer, now=now):
            remedy = "It can be stopped ten minutes after it was last sent." if transfer.state == "waiting" else "Ask the provider first."
            raise Refusal(
                "outcome_unknown", "Nobody knows yet whether this money has left.", remedy, status=409, transfer=transfer.public_id
            )
    for transfer in transfers:
        if transfer.state in OPEN:
            settlement.change_transfer(transfer, by=by, now=now, state="stopped", next_try_at=None)
            _undo([transfer.public_id], "refund_paid", ("pending",), by, now)
        elif transfer.state == "succeeded":
            settlement.change_transfer(transfer, by=by, now=now, state="reversed")
