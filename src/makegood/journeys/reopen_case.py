"""Somebody looks at a closed case again."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.promising import answer_by
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def reopen_case(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> None:
    """Lines that were declined or dropped wait for a person again. Refuses `case_open`, and `unit_already_in_case` where a later case took a unit."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        if case.closed_at is None:
            raise Refusal("case_open", "This case is open.", "Nothing has to be done.", status=409)
        later = [other for other in queries.cases_of_order(order.id) if other.id > case.id and other.closed_at is None]
        if later:
            raise Refusal(
                "unit_already_in_case", f"There is a later case for this order: {later[0].number}.", "Go on there.", status=409,
                case=later[0].public_id, number=later[0].number,
            )  # fmt: skip
        returns.reopen(case, by=by, now=now)
        for line in queries.lines_of_case(case.id):
            if line.decision in ("refused", "dropped_by_customer"):
                returns.move_axis(line, "decision", "needs_review", by=by, now=now)
        set_deadline(
            kind="shop_decide_by",
            owner="shop",
            due_at=answer_by(merchant_of(merchant_id), market=order.market, now=now),
            now=now,
            source="the shop's promise",
            case_id=case.id,
            told_on=now.date(),
        )
        telling = Telling(case, order, now=now)
        notices.write_notice(kind="case_reopened", context=telling.context(), **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
