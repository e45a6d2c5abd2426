"""Somebody of the shop looks after a case."""

from datetime import datetime

from makegood.apps.parties import queries as parties
from makegood.apps.returns import operations as returns
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def assign_case(*, merchant_id: int, case_id: int, person_id: int | None, by: Actor, now: datetime) -> None:
    """None: nobody in particular. Refuses `member_unknown` for who does not work here, and `case_closed`."""
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=case_id, now=now)
        if case.closed_at is not None:
            raise Refusal("case_closed", "This case is closed.", "Open it again first.", status=409)
        working = {one.person_id for one in parties.members_of(merchant_id) if one.joined_at is not None}
        if person_id is not None and person_id not in working:
            raise Refusal("member_unknown", "Nobody of that name works here.", "Choose somebody from the list.", field="person")
        returns.assign(case, person_id)
        timeline.note(f"case:{case.id}", "case.assigned", by=by, now=now, subject=case.public_id, person=person_id)
