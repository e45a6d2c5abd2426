"""A person approves what the shop says to a dispute; it is sent once, by a job."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from makegood.apps.disputes import operations as disputes
from makegood.apps.disputes import queries
from makegood.apps.disputes.words import EVIDENCE_FILES, EVIDENCE_TEXTS, FILE_KINDS, MOST_FILE_BYTES, MOST_NOTES, MOST_TEXT, MOST_TEXTS
from makegood.apps.orders import locking
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.evidence import store
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal

File = tuple[str, str, str, bytes]  # field, name, media type, content


def approve_dispute_answer(
    *, merchant_id: int, dispute_id: str, texts: Mapping[str, str], files: Sequence[File], by: Actor, now: datetime
) -> Any:
    """Returns the answer. What is approved is kept as it is, files too, and that is what is sent.

    Refuses `dispute_closed` (evidence is not taken, any more), `answer_given` (it can be given once), `evidence_needed`, `evidence_too_long`,
    `evidence_unknown` and `evidence_too_large`.
    """
    said = {name: text.strip() for name, text in texts.items() if text.strip()}
    with unit(merchants=[merchant_id], by=by):
        found, case = queries.dispute_of(dispute_id), None
        if found.case_id is not None:
            case, _ = hold_case(case_id=found.case_id, now=now)
        elif found.order_id is not None:
            locking.lock_order(found.order_id)
        dispute = disputes.lock_dispute(dispute_id)
        standing = queries.answer_to(dispute.id)
        if standing is not None and standing.state != "failed":
            raise Refusal("answer_given", "This dispute was answered already.", "It can be answered once.", status=409)
        if not dispute.may_answer or (dispute.due_at is not None and dispute.due_at <= now):
            raise Refusal(
                "dispute_closed", "Evidence is not taken for this dispute.", "Look at it on the provider's own pages.", status=409
            )
        _check(said, files, dispute.provider)
        kept = []
        for field, name, kind, content in files:
            file = store(content, kind, now=now)
            kept.append({"field": field, "file": file.id, "name": name})
        answer = disputes.approve(dispute=dispute, texts=said, files=kept, by=by, now=now)
        defer("carry_dispute_answer", lock=dispute.public_id, merchant_id=merchant_id, answer_id=answer.public_id)
        if case is not None:
            end_deadlines(state="kept", now=now, case_id=case.id, kind="dispute_answer_by", subject=dispute.public_id)
            pass_ball(case, keep=returns.keep_ball, now=now)
        return answer


def _check(texts: Mapping[str, str], files: Sequence[File], provider: str) -> None:
    if not set(texts) <= set(EVIDENCE_TEXTS) or not all(field in EVIDENCE_FILES and kind in FILE_KINDS for field, _, kind, _ in files):
        raise Refusal("evidence_unknown", "This can't be sent as evidence.", "Use the fields of the form; files as PDF, JPEG or PNG.")
    if not texts.get("uncategorized_text") and not texts.get("refund_refusal_explanation"):
        raise Refusal("evidence_needed", "The bank needs your side in words.", "Write what happened.", field="uncategorized_text")
    most = MOST_NOTES if provider == "paypal" else MOST_TEXT
    for name, text in texts.items():
        if len(text) > most:
            raise Refusal("evidence_too_long", f"This is longer than {most} characters.", "Keep to what the bank must know.", field=name)
    if sum(len(text) for text in texts.values()) > MOST_TEXTS:
        raise Refusal(
            "evidence_too_long", "All texts together are too long.", "Keep to what the bank must know.", field="uncategorized_text"
        )
    if sum(len(content) for *_, content in files) > MOST_FILE_BYTES:
        raise Refusal("evidence_too_large", "The files are too large for the provider.", "Leave some out.", field="files")
