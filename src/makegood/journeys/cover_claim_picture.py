"""Whoever sends a claim says which pictures go along, and blacks out what is nobody's business."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def cover_claim_picture(
    *, merchant_id: int, claim_id: str, evidence_id: int, covered: list[list[int]], file_id: int | None, left_out: bool, by: Actor, now: datetime
) -> Any:  # fmt: skip
    """`file_id`: the stored file with the boxes of `covered` blacked out; None where nothing is, and the whole picture goes.

    The whole one stays with the case, whatever the supplier sees. Refuses `picture_unknown`.
    """
    with unit(merchants=[merchant_id], by=by):
        hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim = claimed.claim_of(claim_id)
        found = next((one for one in claimed.all_evidence_of_claim(claim.id) if one.id == evidence_id), None)
        if found is None:
            raise Refusal("picture_unknown", _("There is no such picture."), _("Reload the page."), status=404)
        whole_id = found.whole_id or found.file_id
        claims.show(
            found, file_id=whole_id if file_id is None else file_id, whole_id=None if file_id is None else whole_id,
            covered=[] if file_id is None else covered, left_out=left_out, by=by, now=now,
        )  # fmt: skip
        return found
