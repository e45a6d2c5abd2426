"""A person sees the customer's account, to pay a refund to it by hand: once, and it is written down who."""

from datetime import datetime

from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import other_means
from makegood.apps.settlement.queries import reimbursement_of, transfers_of
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.other_means import check_open
from makegood.kernel.refusal import Refusal


def show_means(*, merchant_id: int, reimbursement_id: str, by: Actor, now: datetime) -> str:
    """What lies sealed (wiring opens it). The provider is asked once more what became of the old way, so that a late success is known soon.

    Refuses `means_not_needed`, `means_not_given` and `means_shown` (ask the customer again).
    """
    with unit(merchants=[merchant_id], by=by):
        hold_case(case_id=reimbursement_of(reimbursement_id).case_id, now=now)
        reimbursement = reimbursement_of(reimbursement_id)
        means = other_means.means_for(reimbursement.id)
        check_open(reimbursement, means)
        assert means is not None
        if means.state == "asked":
            raise Refusal("means_not_given", "The customer has not told an account yet.", "Wait for it, or write to them.", status=409)
        if means.state != "given":
            raise Refusal("means_shown", "This account was shown already.", "Ask the customer again if it is lost.", status=409)
        for transfer in transfers_of(reimbursement):
            if transfer.state == "failed" and transfer.tries:
                defer("carry_transfer", merchant_id=merchant_id, transfer_id=transfer.public_id, look=True)
        return settlement.show_means(reimbursement, means, by=by, now=now)
