"""After its yes a supplier sends its credit note, or the number of the parcel with new goods."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal

OPEN_IN = ("accepted", "part_accepted", "short_credited")
MOST = 10


def add_claim_paper(*, merchant_id: int, claim_id: str, file_id: int | None, tracking: str, by: Actor, now: datetime) -> Any:
    """The ClaimPaper. `file_id`: a stored file of the unit's shop. The money is the shop's to book, once it has come: nothing else changes.

    Refuses `paper_needed`, `paper_not_expected` before the yes and after the credit, `papers_too_many`.
    """
    if file_id is None and not tracking.strip():
        raise Refusal("paper_needed", _("Nothing was chosen."), _("Choose a file, or write the tracking number."), field="file")
    with unit(merchants=[merchant_id], by=by):
        hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim = claimed.claim_of(claim_id)
        if claim.state not in OPEN_IN:
            raise Refusal("paper_not_expected", _("Nothing is waited for here."), _("Reload the page to see how it stands."), status=409)
        if len(claimed.papers_of_claims([claim.id]).get(claim.id, [])) >= MOST:
            raise Refusal("papers_too_many", _("Enough was sent for this claim."), _("Write to us if something is missing."), status=409)
        return claims.add_paper(claim, file_id=file_id, tracking=tracking.strip()[:80], by=by, now=now)
