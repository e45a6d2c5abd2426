"""A person asks the customer for another means: the first account is lost or wrong, or the refund failed for another reason."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement.queries import reimbursement_of
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.other_means import address_for, rest_of
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def ask_means(*, merchant_id: int, reimbursement_id: str, by: Actor, now: datetime) -> None:
    """By mail with a link for just this. Refuses `means_not_needed` (nothing failed) and `buyer_decides` (a present: the money is another's)."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=reimbursement_of(reimbursement_id).case_id, now=now)
        reimbursement, telling = reimbursement_of(reimbursement_id), Telling(case, order, now=now)
        if reimbursement.state != "failed" or reimbursement.kind not in ("refund", "partial_refund"):
            raise Refusal("means_not_needed", "This refund does not need another way.", "Reload the case.", status=409)
        if telling.is_recipient:
            raise Refusal("buyer_decides", "The money is the buyer's.", "Write to the buyer.", status=409)
        settlement.ask_means(reimbursement, by=by, now=now)
        context = telling.context(
            rest=(rest_of(reimbursement), reimbursement.currency), means=address_for(reimbursement, telling.merchant, now=now)
        )
        notices.write_notice(kind="means_asked", context=context, **telling.to_customer(by))
