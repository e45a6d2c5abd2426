"""Two cases of one order become one."""

from datetime import datetime
from typing import Any

from makegood.apps.carriage import operations as carriage
from makegood.apps.claims import operations as claims
from makegood.apps.disputes import operations as disputes
from makegood.apps.inbox import operations as inbox
from makegood.apps.mirror import operations as mirror
from makegood.apps.notices import operations as notices
from makegood.apps.replacements import operations as replacements
from makegood.apps.returns import operations as returns
from makegood.apps.settlement import operations as settlement
from makegood.base.actor import Actor
from makegood.base.tenancy import current_scope, forget
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def merge_cases(*, merchant_id: int, case_id: int, into_id: int, by: Actor, now: datetime) -> Any:
    """The case `into_id`, with everything of `case_id`; that one is closed as merged and leads to it, under its number and its link.

    Parcels, payments and claims under way go on where they are, in the one case. What is append-only (decisions, inspections, postings,
    timeline) stays where it was written and is shown with both. Refuses `same_case`, `not_same_order`, `case_merged`, `case_closed`,
    `withdrawal_apart`, `different_people`.
    """
    with unit(merchants=[merchant_id], by=by):
        into, order = hold_case(case_id=into_id, now=now)
        case = returns.lock_joined(case_id)
        _check(case, into)
        assert case is not None
        returns.join_case(case, into, by=by, now=now)
        carriage.join_case(case.id, into.id)
        settlement.join_case(case.id, into.id)
        claims.join_case(case.id, into.id)
        replacements.join_case(case.id, into.id)
        disputes.join_case(case.id, into.id)
        notices.join_case(case.id, into.id)
        inbox.join_case(case.id, into.id)
        mirror.join_case(case.id, into.id)
        forget("parcels", "parcel", "case_reimbursements", "reimbursements", "reimbursement")
        current_scope().known.pop(("held", case.id), None)
        pass_ball(into, keep=returns.keep_ball, now=now)
        return into


def _check(case: Any, into: Any) -> None:
    if case is None or case.id == into.id:
        raise Refusal("same_case", "A case can't be joined into itself.", "Name the other case.", status=409, field="other")
    if case.merged_into_id is not None:
        raise Refusal("case_merged", "This case was joined into another already.", "Open that one.", status=409, field="other")
    if case.order_id != into.order_id:
        raise Refusal(
            "not_same_order", "These cases are about two orders.", "Link them instead: they are then shown and answered together.", status=409,
            field="other",
        )  # fmt: skip
    if case.closed_at is not None or into.closed_at is not None:
        raise Refusal("case_closed", "One of the two is closed.", "Open it again first, or leave it as it is.", status=409, field="other")
    if (case.declared_at is None) != (into.declared_at is None):
        raise Refusal(
            "withdrawal_apart", "One of the two was begun by a withdrawal: there, nothing but the money is offered.",
            "Link them instead: they are then shown and answered together.", status=409, field="other",
        )  # fmt: skip
    if (case.opened_by == "recipient") != (into.opened_by == "recipient"):
        raise Refusal(
            "different_people", "One of the two is the buyer's, the other is of whoever was given the present.",
            "Answer them apart: neither may read what the other wrote.", status=409, field="other",
        )  # fmt: skip
