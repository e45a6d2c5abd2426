"""Writes of disputes and of answers."""

from datetime import datetime
from typing import Any

from makegood.apps.disputes.models import Dispute, DisputeAnswer
from makegood.apps.disputes.states import ANSWER_STATES
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal


def tell(*, connection: str, provider: str, source_id: str, now: datetime) -> Dispute:
    """A message, or a list, named it: it is read soon. Once for each name."""
    found, made = Dispute.objects.get_or_create(
        merchant_id=sole_merchant_id(),
        provider=provider,
        source_id=source_id,
        defaults={"public_id": new_public_id("dsp"), "connection": connection, "told_at": now, "next_look_at": now},
    )
    if not made:
        set_fields(found, next_look_at=now, looks=0)
    return found


def lock_dispute(public_id: str) -> Dispute:
    """The dispute, locked until the unit ends; after the order's lock, where it has one."""
    return Dispute.objects.select_for_update(no_key=True, of=("self",)).get(public_id=public_id)


def set_fields(dispute: Dispute, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(dispute, name, value)
    dispute.save(update_fields=list(fields))


def note(dispute: Dispute, name: str, *, by: Actor, now: datetime, **body: Any) -> None:
    """A line in the case's chain, else in the order's; the caller holds it. One that belongs to no order has no chain."""
    chain = f"case:{dispute.case_id}" if dispute.case_id else f"order:{dispute.order_id}" if dispute.order_id else ""
    if chain:
        timeline.note(chain, name, by=by, now=now, subject=dispute.public_id, merchant_id=dispute.merchant_id, **body)


def approve(*, dispute: Dispute, texts: dict[str, str], files: list[dict[str, Any]], by: Actor, now: datetime) -> DisputeAnswer:
    """The answer as a person approved it; one that failed is replaced by what they approve now, under the same key."""
    found: DisputeAnswer | None = DisputeAnswer.objects.filter(dispute=dispute).first()
    if found is None:
        found = DisputeAnswer(merchant_id=dispute.merchant_id, public_id=new_public_id("dan"), dispute=dispute)
    found.texts, found.files, found.actor, found.approved_at = texts, files, str(by), now
    found.state, found.tries, found.next_try_at, found.problem = "approved", 0, now, ""
    found.save()
    note(dispute, "dispute.approved", by=by, now=now, fields=sorted(texts), files=[one["field"] for one in files])
    return found


def move_answer(answer: DisputeAnswer, to: str, *, by: Actor, now: datetime, **fields: Any) -> None:
    """Refuses `step_not_possible`."""
    if to not in ANSWER_STATES[answer.state]:
        raise Refusal("step_not_possible", f"An answer that is {answer.state} can't become {to}.", "Reload the dispute.", status=409)
    was, answer.state = answer.state, to
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.save(update_fields=["state", *fields])
    if was != to:
        note(answer.dispute, f"dispute.answer_{to}", by=by, now=now, why=answer.problem)


def erase_answers(order_id: int, *, now: datetime) -> tuple[int, list[int]]:
    """(how many answers lost their words, ids of the files that were sent with them); what was sent when, and of which fields, stays.

    Refuses `dispute_open` while a dispute of the order is open: what is needed to defend a claim is kept until it is over.
    """
    if Dispute.objects.filter(order_id=order_id, state__in=("told", "needs_response", "under_review")).exists():
        raise Refusal("dispute_open", "A dispute of this order is not over yet.", "Erase again once its bank has decided.", status=409)
    files: list[int] = []
    found = list(DisputeAnswer.objects.filter(dispute__order_id=order_id, erased_at=None))
    for answer in found:
        files += [one["file"] for one in answer.files]
        answer.texts, answer.erased_at = {}, now
        answer.files = [{**one, "name": ""} for one in answer.files]
        answer.save(update_fields=["texts", "files", "erased_at"])
    return len(found), files


def join_case(case_id: int, into_id: int) -> None:
    """The disputes of a case that was joined into another belong there."""
    Dispute.objects.filter(case_id=case_id).update(case_id=into_id)
