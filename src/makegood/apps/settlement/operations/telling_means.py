"""Writes of other means: asked, given, shown, and emptied at the end."""

from datetime import datetime

from makegood.apps.settlement.models import OtherMeans, Reimbursement
from makegood.base import timeline
from makegood.base.actor import Actor


def ask_means(reimbursement: Reimbursement, *, by: Actor, now: datetime) -> OtherMeans:
    """Asked for the first time, or anew: what lay there is gone."""
    made: OtherMeans
    made, new = OtherMeans.objects.get_or_create(
        merchant_id=reimbursement.merchant_id, reimbursement_id=reimbursement.id, defaults={"asked_at": now}
    )
    if not new:
        made.state, made.sealed, made.last4, made.asked_at, made.given_at, made.shown_at, made.ended_at = (
            "asked",
            "",
            "",
            now,
            None,
            None,
            None,
        )
        made.save()
    _note(reimbursement, "means.asked", by, now)
    return made


def give_means(reimbursement: Reimbursement, means: OtherMeans, *, sealed: str, last4: str, by: Actor, now: datetime) -> None:
    means.state, means.sealed, means.last4, means.given_at, means.shown_at = "given", sealed, last4, now, None
    means.save(update_fields=["state", "sealed", "last4", "given_at", "shown_at"])
    _note(reimbursement, "means.given", by, now)


def show_means(reimbursement: Reimbursement, means: OtherMeans, *, by: Actor, now: datetime) -> str:
    """What lies sealed; from here on it was seen."""
    means.state, means.shown_at = "shown", now
    means.save(update_fields=["state", "shown_at"])
    _note(reimbursement, "means.shown", by, now)
    return str(means.sealed)


def end_means(reimbursement: Reimbursement, state: str, *, by: Actor, now: datetime) -> None:
    """The refund stands, or is no more: nobody needs the account, and it is emptied. Where none was asked for, nothing."""
    ended = OtherMeans.objects.filter(reimbursement_id=reimbursement.id, ended_at=None).update(state=state, sealed="", ended_at=now)
    if ended:
        _note(reimbursement, "means.ended", by, now, how=state)


def erase_means(case_ids: list[int]) -> int:
    """For a customer who asked to be forgotten; how many accounts lay there."""
    return int(OtherMeans.objects.filter(reimbursement__case_id__in=case_ids).exclude(sealed="", last4="").update(sealed="", last4=""))


def _note(reimbursement: Reimbursement, name: str, by: Actor, now: datetime, **body: str) -> None:
    timeline.note(
        f"case:{reimbursement.case_id}",
        name,
        by=by,
        now=now,
        subject=reimbursement.public_id,
        merchant_id=reimbursement.merchant_id,
        **body,
    )
