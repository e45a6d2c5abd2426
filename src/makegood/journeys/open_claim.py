"""The day has come from which a supplier takes a claim: it can be sent now."""

from datetime import datetime

from makegood.apps.claims import queries as claimed
from makegood.apps.returns import operations as returns
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import case_of_deadline, end_deadlines, open_deadlines
from makegood.base.unit import unit
from makegood.casefile.ball import CLAIM_OPENS
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball


def open_claim(*, merchant_id: int, deadline_id: int, now: datetime, by: Actor = SYSTEM) -> int | None:
    """The case's id; None where nothing was due. The shop has the ball then; one that was sent or written off before needs nothing."""
    with unit(merchants=[merchant_id], by=by):
        case_id = case_of_deadline(deadline_id)
        if case_id is None:
            return None
        case, _ = hold_case(case_id=case_id, now=now)
        deadline = next((one for one in open_deadlines(case.id) if one.id == deadline_id and one.kind == CLAIM_OPENS), None)
        if deadline is None or deadline.due_at > now:
            return None
        claim = next((one for one in claimed.claims_of_case(case.id) if one.public_id == deadline.subject), None)
        waits = claim is not None and claim.state == "drafted"
        end_deadlines(state="kept" if waits else "void", now=now, case_id=case.id, id=deadline.id)
        if waits:
            timeline.note(f"case:{case.id}", "claim.opened", by=by, now=now, subject=deadline.subject)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return int(case.id)
