"""The customer paid what dearer goods cost more; or it was paid back, because they will not come."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.replacements import operations as replacements
from makegood.apps.replacements import queries as replaced
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal

WHAT = ("paid", "paid_back")
LONGEST_REFERENCE = 120


def record_difference(*, merchant_id: int, difference_id: str, what: str, reference: str, by: Actor, now: datetime) -> Any:
    """The PriceDifference. `what`: paid or paid_back; `reference`: what the shop's own system calls that payment, so that it can be found.

    Refuses `what_unknown`, `reference_needed`, `step_not_possible` (it was recorded before, or nothing is to be paid).
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=replaced.difference_of(difference_id).case_id, now=now)
        one = replaced.difference_of(difference_id)
        if what not in WHAT:
            raise Refusal("what_unknown", "This is not known.", "Say paid or paid_back.", field="what")
        reference = reference.strip()[:LONGEST_REFERENCE]
        if not reference:
            raise Refusal(
                "reference_needed",
                "How can this payment be found again?",
                "Give the number that your shop or bank gave it.",
                field="reference",
            )
        if what == "paid":
            replacements.move_difference(one, "paid", by=by, now=now, paid_at=now, reference=reference)
            _book(one, "difference_paid", "provider:clearing", "customer:exchange_advance", case, by, now)
        else:
            replacements.move_difference(one, "paid_back", by=by, now=now, back_reference=reference)
            _book(one, "difference_paid_back", "customer:exchange_advance", "provider:clearing", case, by, now)
            telling = Telling(case, order, now=now)
            context = telling.context(amount=(one.amount_minor, one.currency))
            notices.write_notice(kind="difference_returned", context=context, **telling.to_customer(by))
        keep_or_break(
            now=now, case_id=case.id, subject=one.public_id, kind={"paid": "difference_by", "paid_back": "difference_back_by"}[what]
        )
        pass_ball(case, keep=returns.keep_ball, now=now)
        return one


def _book(one: Any, code: str, debit: str, credit: str, case: Any, by: Actor, now: datetime) -> None:
    parts = ((debit, one.currency, one.amount_minor), (credit, one.currency, -one.amount_minor))
    ledger.write([NewEntry("posted", code, one.public_id, parts, case.id)], by=by, now=now)
