"""The private link of a case is made anew, or ended."""

from datetime import datetime

from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.links import revoke_links
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.telling import Telling


def renew_link(*, merchant_id: int, case_id: int, by: Actor, now: datetime, only_end: bool = False) -> str:
    """The new link's address; every earlier one stops opening. `only_end`: no new one is made, and the answer is empty."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        telling = Telling(case, order, now=now)
        revoke_links(purpose=telling.purpose, subject=case.public_id, now=now)
        timeline.note(f"case:{case.id}", "link.ended" if only_end else "link.renewed", by=by, now=now, subject=case.public_id)
        return "" if only_end else telling.make_link()
