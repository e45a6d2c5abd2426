"""The fiscal document that corrects the invoice. Its number has no gaps, so it is taken last."""

from datetime import datetime
from typing import Any

from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.credit_note import rates_and_titles
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case


def issue_credit_note(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> list[Any]:
    """A CreditNote for each posted refund of the case that has none."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        merchant = merchant_of(merchant_id)
        made = []
        for reimbursement in settled.uncredited(case.id):
            body = {
                "shop": merchant.legal_name or merchant.name,
                "shop_address": merchant.address,
                "tax_number": merchant.tax_number,
                "order": order.number,
                "ordered_on": order.placed_on.isoformat(),
                "case": case.number,
                "currency": reimbursement.currency,
                "breakdown": reimbursement.breakdown,
                "language": case.language,
                "paid_on": local_day(reimbursement.ended_at or now, merchant.zone).isoformat(),
                **rates_and_titles(order, reimbursement.breakdown),
            }
            day = local_day(now, merchant.zone)
            made.append(settlement.number_credit_note(reimbursement=reimbursement, issued_on=day, body=body, by=by, now=now))
        return made
