"""Who bears what went wrong with a line, in shares of a hundred: the claims follow, the customer's money never does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.unit import unit
from makegood.casefile.fault import CLAIMED, checked, part_of, recovery_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def split_fault(*, merchant_id: int, line_id: int, shares: Mapping[str, int], by: Actor, now: datetime) -> Any:
    """Returns the line. Drafted claims ask for their new part; one on a party that bears nothing any more is taken back; a party that bears a share and was
    not asked is asked by what follows (raise_claim), for which the line counts as one without a claim.

    Refuses fault_not_whole, bearer_unknown, `claim_sent` where a claim that was sent would ask for another amount, case_closed.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _order = hold_case(line_id=line_id, now=now)
        if case.closed_at is not None:
            raise Refusal("case_closed", _("This case is closed."), _("Open it again first."), status=409)
        line, new = queries.line_by_id(line_id), checked(shares)
        own = claimed.claims_by_line(case.id).get(line.id, [])
        for one in own:
            part = part_of(one.whole_minor, new, one.party)
            if one.state == "drafted":
                _ask_anew(case, one, part, new.get(one.party, 0), by, now)
            elif part != one.asked_minor:
                raise Refusal(
                    "claim_sent", _("A claim on this line was sent already and asks for another part."),
                    _("Agree with them first, and record their answer; the rest can be written off."), status=409, field="fault",
                )  # fmt: skip
        returns.set_fault(line, new, by=by, now=now)
        own = claimed.claims_of_line(line.id)
        asked = {one.party for one in own}
        waits = line.decision == "accepted_by_customer" and any(party in new and party not in asked for party in CLAIMED)
        returns.move_axis(line, "recovery", "none" if waits else recovery_of(own), by=by, now=now)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return line


def _ask_anew(case: Any, claim: Any, part: int, share: int, by: Actor, now: datetime) -> None:
    if share:
        claims.reask(claim, asked_minor=part, share=share, by=by, now=now)
    else:
        end_deadlines(state="void", now=now, case_id=case.id, subject=claim.public_id)
        claims.take_back(claim, by=by, now=now)
