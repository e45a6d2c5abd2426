"""More left than was owed: the shop lets the customer keep it, or has got it back."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.returns import operations as returns
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal

INTO = {"kept": "expense:goodwill", "recovered": "provider:clearing"}


def settle_excess(*, merchant_id: int, reimbursement_id: str, how: str, by: Actor, now: datetime) -> Any:
    """`how`: kept (a gift, in the books as goodwill) or recovered (it has come back). Refuses `no_excess`, `how_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=settled.reimbursement_of(reimbursement_id).case_id, now=now)
        reimbursement = settled.reimbursement_of(reimbursement_id)
        if how not in INTO:
            raise Refusal("how_unknown", "This is not known.", "Say kept or recovered.", field="how")
        excess = reimbursement.excess_minor
        if not excess:
            raise Refusal("no_excess", "Nothing is open here.", "Reload the case.", status=409)
        money, subject = reimbursement.currency, reimbursement.public_id
        parts = ((INTO[how], money, excess), ("customer:refund_payable", money, -excess))
        ledger.write([NewEntry("posted", f"excess_{how}", subject, parts, case.id)], by=by, now=now)
        settlement.stand(reimbursement, moved_minor=reimbursement.moved_minor, excess_minor=0)
        timeline.note(f"case:{case.id}", f"refund.excess_{how}", by=by, now=now, subject=subject, amount=excess, currency=money)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return reimbursement
