"""What a customer owes because nothing came back: they paid it, or the shop lets it be."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.settlement import debts
from makegood.apps.settlement import operations as settlement
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal

HOW = ("paid", "let_be")


def settle_debt(*, merchant_id: int, reimbursement_id: str, how: str, by: Actor, now: datetime) -> Any:
    """`how`: paid (the money came in) or let_be (the books are as if it had never been noted). Refuses `how_unknown`, `debt_unknown`, `debt_ended`."""
    with unit(merchants=[merchant_id], by=by):
        if how not in HOW:
            raise Refusal("how_unknown", "This is not known.", "Say paid or let_be.", field="how")
        hold_case(case_id=debts.debt_of(reimbursement_id).case_id, now=now)
        debt = debts.debt_of(reimbursement_id)
        settlement.end_debt(debt, how, by=by, now=now)
        if how == "paid":
            parts = (("provider:clearing", debt.currency, debt.amount_minor), ("customer:receivable", debt.currency, -debt.amount_minor))
            ledger.write([NewEntry("posted", "debt_paid", reimbursement_id, parts, debt.case_id)], by=by, now=now)
        else:
            ledger.undo(reimbursement_id, "debt_noted", by=by, now=now)
        return debt
