"""Reads of other means."""

from makegood.apps.settlement.models import OtherMeans


def means_for(reimbursement_id: int) -> OtherMeans | None:
    found: OtherMeans | None = OtherMeans.objects.filter(reimbursement_id=reimbursement_id).first()
    return found


def means_of(reimbursement_ids: list[int]) -> dict[int, OtherMeans]:
    """{reimbursement: its other means}"""
    return (
        {one.reimbursement_id: one for one in OtherMeans.objects.filter(reimbursement_id__in=reimbursement_ids)}
        if reimbursement_ids
        else {}
    )
