"""The sender takes an approved answer in hand, before it talks to the provider."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    """None where nothing is due, or where a file that was approved is gone: then a person approves anew. From here on it counts as sent."""
    with unit(merchants=[merchant_id], by=by):
        dispute = queries.answer_by_key(answer_id).dispute
        if dispute.order_id is not None:
            locking.lock_order(dispute.order_id)
        disputes.lock_dispute(dispute.public_id)
        answer = queries.answer_by_key(answer_id)
        if answer.state not in ("approved", "asked") or answer.next_try_at is None or answer.next_try_at > now:
            return None
        papers = _papers(answer)
        if papers is None:
            disputes.move_answer(answer, "failed", by=by, now=now, next_try_at=None, problem="evidence_erased")
            return None
        again, request = answer.tries > 0, f"{answer_id}-{int(answer.approved_at.timestamp())}"
        disputes.move_answer(answer, "asked", by=by, now=now, tries=answer.tries + 1, next_try_at=now + PATIENCE)
        return OutgoingAnswer(
            dispute.public_id, dispute.connection, again, Answer(answer_id, request, dispute.source_id, dict(answer.texts), tuple(papers))
        )


def _papers(answer: Any) -> list[Paper] | None:
    found = []
    for place, one in enumerate(answer.files, 1):
        try:
            file = file_of(one["file"])
            if file is None:
                return None
            found.append(Paper(one["field"], one["name"], file.media_type, read(file), f"{answer.public_id}-{answer.tries + 1}-{place}"))
        except Refusal:
            return None
    return found
