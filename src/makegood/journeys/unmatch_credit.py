"""A credit was matched to the wrong claim, or called what it is not: that is taken back, and the credit waits again."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import credits
from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.claims.operations.crediting import subject_of, undo_match
from makegood.apps.ledger import operations as ledger
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.locks import hold_recoveries
from makegood.base.unit import unit
from makegood.casefile.fault import recovery_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def unmatch_credit(*, merchant_id: int, match_id: int, by: Actor, now: datetime) -> Any:
    """The CreditMatch that is undone; its entry in the books is reversed. Refuses match_unknown, case_closed, claim_written_off."""
    with unit(merchants=[merchant_id], by=by):
        match = credits.match_of(match_id)
        case = hold_case(case_id=match.claim.case_id, now=now)[0] if match.claim is not None else None
        hold_recoveries(merchant_id)
        match = credits.match_of(match_id)
        claim = match.claim
        if case is not None and case.closed_at is not None:
            raise Refusal("case_closed", _("This case is closed."), _("Open it again first."), status=409)
        if claim is not None and claim.state == "written_off":
            raise Refusal("claim_written_off", _("The rest of this claim was written off."), _("It can't be changed any more."), status=409)
        undo_match(match, by=by, now=now)
        ledger.undo(subject_of(match), "claim_credited" if claim is not None else "credit_explained", by=by, now=now)
        if claim is not None and case is not None:
            claim = claimed.claim_by_id(claim.id)
            claims.add_credited(claim, -match.amount_minor, by=by, now=now)
            line = queries.line_by_id(claim.line_id)
            returns.move_axis(line, "recovery", recovery_of(claimed.claims_of_line(line.id)), by=by, now=now)
            pass_ball(case, keep=returns.keep_ball, now=now)
        return match
