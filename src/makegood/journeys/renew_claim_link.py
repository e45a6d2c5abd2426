"""The private link of a claim is made anew, or ended."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from makegood.apps.claims import queries as claimed
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.links import make_link, revoke_links
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.supplier_pages import page_of
from makegood.kernel.refusal import Refusal

LINK_DAYS = 180  # as long as the one that a claim is sent with


def renew_claim_link(*, merchant_id: int, claim_id: str, by: Actor, now: datetime, only_end: bool = False) -> str:
    """The new link's address; every earlier one stops opening. `only_end`: no new one is made, and the answer is empty.

    Refuses `claim_unknown`, and `claim_not_sent` where none was ever made.
    """
    with unit(merchants=[merchant_id], by=by):
        claim = claimed.claim_of(claim_id)
        hold_case(case_id=claim.case_id, now=now)
        if claim.submitted_at is None:
            raise Refusal("claim_not_sent", _("This claim has not been sent yet."), _("Send it: that makes its link."), status=409)
        revoke_links(purpose="supplier", subject=claim.public_id, now=now)
        name = "claim.link_ended" if only_end else "claim.link_renewed"
        timeline.note(f"case:{claim.case_id}", name, by=by, now=now, subject=claim.public_id)
        if only_end:
            return ""
        made = make_link(
            purpose="supplier", subject=claim.public_id, expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=merchant_id
        )
        return page_of(made)
