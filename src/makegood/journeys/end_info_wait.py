"""The day has passed until which the customer's answer would have helped a claim: it goes on without."""

from datetime import datetime

from makegood.apps.claims import asks
from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.returns import operations as returns
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import case_of_deadline, end_deadlines, open_deadlines
from makegood.base.unit import unit
from makegood.casefile.asking_customer import INFO_BY
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball


def end_info_wait(*, merchant_id: int, deadline_id: int, now: datetime, by: Actor = SYSTEM) -> int | None:
    """The case's id; None where nothing was due. The shop has the ball then, with a day of its own."""
    with unit(merchants=[merchant_id], by=by):
        case_id = case_of_deadline(deadline_id)
        if case_id is None:
            return None
        case, _ = hold_case(case_id=case_id, now=now)
        deadline = next((one for one in open_deadlines(case.id) if one.id == deadline_id and one.kind == INFO_BY), None)
        if deadline is None or deadline.due_at > now:
            return None
        end_deadlines(state="broken", now=now, case_id=case.id, id=deadline.id)
        claim = next((one for one in claimed.claims_of_case(case.id) if one.public_id == deadline.subject), None)
        ask = asks.ask_of(claim.id) if claim is not None else None
        if ask is not None and ask.ended_at is None:
            claims.end_ask(ask, "silent", photos=0, by=by, now=now)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return int(case.id)
