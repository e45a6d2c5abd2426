"""The customer lets it go."""

from datetime import datetime

from makegood.apps.carriage import operations as carriage
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def drop_case(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> None:
    """Every line ends as dropped, and what was announced is no longer awaited; its postage is given back by the sweep (void_postage). Refuses `case_closed`, and `money_has_left` where a refund is on its way."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        if case.closed_at is not None:
            raise Refusal("case_closed", "This case is closed.", "Open it again first.", status=409)
        lines = [line for line in queries.lines_of_case(case.id) if line.decision not in ("refused", "dropped_by_customer")]
        returns.drop_lines(lines, by=by, now=now)
        carriage.void_parcels(case.id, by=by, now=now)
        end_deadlines(state="void", now=now, case_id=case.id)
        telling = Telling(case, order, now=now)
        notices.write_notice(kind="case_dropped", context=telling.context(), **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
