"""How far the new one is: made, posted, there, or gone wrong."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling

_NOTICES = {"in_production": "remake_started", "shipped": "remake_shipped", "failed": "remake_failed"}


def record_remake(*, merchant_id: int, line_id: int, to: str, by: Actor, now: datetime, tracking: str = "") -> None:
    """`to`: in_production, shipped, delivered or failed. Refuses `step_not_possible`."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(line_id=line_id, now=now)
        line = queries.line_by_id(line_id)
        returns.move_axis(line, "remake", to, by=by, now=now)
        if to == "delivered":
            keep_or_break(now=now, case_id=case.id, line_id=line.id, kind="remake_deliver_by")
        if to in _NOTICES:
            choice = queries.choices_of(case.id).get(line.id)
            telling = Telling(case, order, now=now)
            context = telling.context(tracking=tracking, by=choice.offer["eta_until"] if choice else None)
            notices.write_notice(kind=_NOTICES[to], context=context, **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
