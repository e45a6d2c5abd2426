"""A person says that what is disputed is refunded all the same: they know that the bank gives it back, or that both are right."""

from datetime import datetime
from typing import Any

from makegood.apps.disputes import operations as disputes
from makegood.apps.disputes import queries
from makegood.apps.orders import locking
from makegood.apps.returns import operations as returns
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball


def refund_anyway(*, merchant_id: int, dispute_id: str, by: Actor, now: datetime) -> Any:
    """Returns the dispute. What was held back because of it goes on at once."""
    with unit(merchants=[merchant_id], by=by):
        found, case = queries.dispute_of(dispute_id), None
        if found.case_id is not None:
            case, _ = hold_case(case_id=found.case_id, now=now)
        elif found.order_id is not None:
            locking.lock_order(found.order_id)
        dispute = disputes.lock_dispute(dispute_id)
        disputes.set_fields(dispute, refund_anyway=True)
        disputes.note(dispute, "dispute.refund_anyway", by=by, now=now)
        if case is not None:
            owed = {one.id: one for one in settled.reimbursements_of_case(case.id)}
            for transfer in settled.transfers_of_case(case.id):
                if transfer.state == "waiting" and transfer.problem == "disputed":
                    settlement.change_transfer(transfer, by=by, now=now, problem="", next_try_at=now)
                    defer(
                        "carry_transfer",
                        lock=owed[transfer.reimbursement_id].public_id,
                        merchant_id=merchant_id,
                        transfer_id=transfer.public_id,
                    )
            pass_ball(case, keep=returns.keep_ball, now=now)
        return dispute
