"""The sender takes an approved answer in hand, before it talks to the provider."""

from dataclasses import dataclass
from datetime import datetime

from makegood.apps.disputes import operations as disputes
from makegood.apps.disputes import queries
from makegood.apps.disputes.ports import Answer, Paper
from makegood.apps.orders import locking
from makegood.base.actor import SYSTEM, Actor
from makegood.base.evidence import file_of, read
from makegood.base.unit import unit
from makegood.casefile.transfers import PATIENCE
from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class OutgoingAnswer:
    """`again`: it was asked for before, so that the dispute is read first."""

    dispute_id: str
    connection: str
    again: bool
    answer: Answer


def take_dispute_answer(*, merchant_id: int, answer_id: str, now: datetime, by: Actor = SYSTEM) -> OutgoingAnswer | None:
    """None where nothing is due. From here on it counts as sent, whatever happens to us. Refuses `evidence_erased`."""
    with unit(merchants=[merchant_id], by=by):
        dispute = queries.answer_by_key(answer_id).dispute
        if dispute.order_id is not None:
            locking.lock_order(dispute.order_id)
        disputes.lock_dispute(dispute.public_id)
        answer = queries.answer_by_key(answer_id)
        if answer.state not in ("approved", "asked") or answer.next_try_at is None or answer.next_try_at > now:
            return None
        papers = []
        for place, one in enumerate(answer.files, 1):
            file = file_of(one["file"])
            if file is None:
                raise Refusal("evidence_erased", "This file is no longer kept.", "Approve the answer without it.", status=410)
            papers.append(Paper(one["field"], one["name"], file.media_type, read(file), f"{answer_id}-{place}"))
        again = answer.tries > 0
        disputes.move_answer(answer, "asked", by=by, now=now, tries=answer.tries + 1, next_try_at=now + PATIENCE)
        return OutgoingAnswer(
            dispute.public_id, dispute.connection, again, Answer(answer_id, dispute.source_id, dict(answer.texts), tuple(papers))
        )
