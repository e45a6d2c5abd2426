"""The customer asks for a person where a rule has said no."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.by_rule import refused_by_rule
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.promising import answer_by
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def ask_person(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> datetime:
    """Every line that a rule refused waits for a person; a case that had ended is open again. The moment by which they answer.

    Refuses `nothing_to_ask` where no rule refused anything or a person has answered, and `unit_already_in_case` where a later case took over.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        lines = refused_by_rule(queries.lines_of_case(case.id), queries.latest_decisions(case.id), queries.words_of(case.id))
        if not lines:
            raise Refusal("nothing_to_ask", "A person is on it already, or has answered.", "Write to us here on your page.", status=409)
        if case.closed_at is not None:
            later = [other for other in queries.cases_of_order(order.id) if other.id > case.id and other.closed_at is None]
            if later:
                raise Refusal(
                    "unit_already_in_case", f"There is a later case for this order: {later[0].number}.", "Go on there.", status=409,
                    case=later[0].public_id, number=later[0].number,
                )  # fmt: skip
            returns.reopen(case, by=by, now=now)
        for line in lines:
            returns.move_axis(line, "decision", "needs_review", by=by, now=now)
        timeline.note(f"case:{case.id}", "person.asked", by=by, now=now, subject=case.public_id)
        due = answer_by(merchant_of(merchant_id), market=order.market, now=now)
        set_deadline(
            kind="shop_decide_by", owner="shop", due_at=due, now=now, source="asked for a person", case_id=case.id, told_on=now.date()
        )
        telling = Telling(case, order, now=now)
        notices.write_notice(
            kind="person_asked", context=telling.context(answer_by=local_day(due, telling.merchant.zone)), **telling.to_customer(by)
        )
        pass_ball(case, keep=returns.keep_ball, now=now)
        return due
