"""Writes of what customers owe."""

from datetime import date, datetime

from makegood.apps.settlement.models import CustomerDebt, Reimbursement
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later
from makegood.kernel.refusal import Refusal


def note_debt(reimbursement: Reimbursement, *, due_was: date, by: Actor, now: datetime) -> CustomerDebt:
    made = CustomerDebt(
        merchant_id=reimbursement.merchant_id, reimbursement=reimbursement, case_id=reimbursement.case_id, line_id=reimbursement.line_id,
        amount_minor=reimbursement.amount_minor, currency=reimbursement.currency, due_was=due_was, noted_at=now,
    )  # fmt: skip
    add_later(made)
    _note(made, reimbursement, "debt.noted", by, now)
    return made


def end_debt(debt: CustomerDebt, state: str, *, by: Actor, now: datetime) -> None:
    """Refuses `debt_ended`."""
    if debt.state != "open":
        raise Refusal("debt_ended", "This is settled already.", "Reload the case.", status=409)
    debt.state, debt.ended_at = state, now
    change_later(debt, "state", "ended_at")
    _note(debt, debt.reimbursement, f"debt.{state}", by, now)


def _note(debt: CustomerDebt, reimbursement: Reimbursement, name: str, by: Actor, now: datetime) -> None:
    timeline.note(
        f"case:{debt.case_id}", name, by=by, now=now, subject=reimbursement.public_id, merchant_id=debt.merchant_id, amount=debt.amount_minor,
        currency=debt.currency,
    )  # fmt: skip
