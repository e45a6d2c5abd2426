"""The customer would rather have credit than tell an account: what could not be sent is theirs to spend."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import other_means
from makegood.apps.settlement.queries import reimbursement_of
from makegood.apps.settlement.words import AS_CREDIT
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.other_means import check_open, rest_of
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.kernel.ids import new_public_id


def take_credit_instead(*, merchant_id: int, reimbursement_id: str, by: Actor, now: datetime) -> Any:
    """The credit. It stands for money, so it never ends; the refund is done, and what had failed never moves again. Refuses `means_not_needed`.

    Books: the refund left (`provider:clearing`) and came in again for the credit, so that each movement is what the transfers say.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=reimbursement_of(reimbursement_id).case_id, now=now)
        refund = reimbursement_of(reimbursement_id)
        check_open(refund, other_means.means_for(refund.id))
        rest, money, line = rest_of(refund), refund.currency, queries.line_by_id(refund.line_id)
        settlement.end_means(refund, "credit", by=by, now=now)
        moved = settlement.add_transfer(
            reimbursement=refund, provider="manual", method=AS_CREDIT, amount_minor=rest, moved_minor=rest, state="succeeded",
            answered_at=now, by=by, now=now,
        )  # fmt: skip
        settlement.stand(refund, moved_minor=refund.amount_minor, excess_minor=refund.excess_minor)
        settlement.move(refund, "posted", by=by, now=now, provider_ref="")
        credit = settlement.owe(line=line, by=by, now=now, kind="store_credit", amount_minor=rest, currency=money, provider="manual")
        settlement.move(credit, "posted", by=by, now=now, provider_ref=new_public_id("give").removeprefix("give_").upper())
        part = {"kind": "owed", "amount_minor": rest, "source": f"in place of {refund.public_id}", "expires_on": None, "citation": ""}
        settlement.give_credit(credit, [part])
        out = (("customer:refund_payable", money, rest), ("provider:clearing", money, -rest))
        into = (("provider:clearing", money, rest), ("customer:store_credit", money, -rest))
        entries = [
            NewEntry("posted", "refund_paid", name, parts, case.id) for name, parts in ((moved.public_id, out), (credit.public_id, into))
        ]
        ledger.write(entries, by=by, now=now)
        for step in ("pending", "paid"):
            returns.move_axis(line, "money", step, by=by, now=now)
        keep_or_break(now=now, case_id=case.id, line_id=line.id, kind="refund_due")
        telling = Telling(case, order, now=now)
        context = telling.context(amount=(rest, money), code=credit.provider_ref, bonus="", bonus_until="", owed_until="")
        notices.write_notice(kind="credit_given", context=context, **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
        return credit
