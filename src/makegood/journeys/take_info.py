"""The customer shows or says what the supplier asked for, or that they can't: it lands on the claim."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import asks
from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.unit import unit
from makegood.casefile.asking_customer import INFO_BY, TOLD
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal

LONGEST = 2000


def take_info(
    *, merchant_id: int, claim_id: str, files: Sequence[int], words: str, by: Actor, now: datetime, declined: bool = False
) -> Any:  # fmt: skip
    """The claim. Pictures stand with it at once; words are the shop's to read, a supplier never sees them as they are.

    Refuses `info_not_needed` where nothing is asked any more, `nothing_shown`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _order = hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim = claimed.claim_of(claim_id)
        ask = asks.ask_of(claim.id)
        if ask is None or ask.ended_at is not None or claim.state != "info_requested":
            raise Refusal("info_not_needed", _("Nothing more is needed from you."), _("Your case's page says where it stands."), status=409)
        if not (files or words.strip() or declined):
            raise Refusal(
                "nothing_shown",
                _("Nothing is chosen yet."),
                _("Choose a picture, write a line, or say that you can't."),
                status=422,
                field="photo",
            )
        claims.end_ask(ask, "declined" if declined else "answered", photos=len(files), by=by, now=now)
        if files:
            returns.add_evidence(case=case, shown=[(claim.line_id, file, "photo") for file in files], by=by, now=now)
            claims.attach(claim, [(file, "photo") for file in files])
        if words.strip():
            returns.add_words(case=case, texts=[(claim.line_id, TOLD, words.strip()[:LONGEST])], author="customer", by=by, now=now)
        end_deadlines(state="kept", now=now, case_id=case.id, kind=INFO_BY, subject=claim.public_id)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return claim
