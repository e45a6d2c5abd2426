"""DisputePort over Stripe's disputes.

Evidence goes once: after it is submitted the bank has it. So it is submitted together with our key in the dispute's metadata, and whoever finds
an answer that was asked for reads the dispute first.
"""

from datetime import UTC, datetime
from typing import Any

from makegood.apps.disputes.ports import Answer, DisputeFacts, Reading, Taken
from makegood.connectors.stripe.calls import ADDRESS, IN_USE, KEPT_FOR_S, TIMEOUT_S, Stripe, error_of, is_replay
from makegood.connectors.stripe.money import from_stripe
from makegood.kernel.refusal import Refusal

MARK = "makegood_answer"
STATES = {
    "warning_needs_response": "needs_response", "needs_response": "needs_response", "appeal_needs_response": "needs_response",
    "warning_under_review": "under_review", "under_review": "under_review", "appeal_under_review": "under_review",
    "warning_closed": "closed", "prevented": "closed", "won": "won", "lost": "lost",
}  # fmt: skip
REASONS = {
    "product_not_received": "not_received", "product_unacceptable": "not_described", "fraudulent": "not_authorised", "duplicate": "paid_twice",
    "credit_not_processed": "credit_missing", "subscription_canceled": "was_cancelled", "unrecognized": "not_recognised",
    "debit_not_authorized": "not_authorised",
}  # fmt: skip
MOST_PAGES = 10


class StripeDisputes:
    name = "stripe"

    def __init__(self, key: str, *, address: str = ADDRESS, timeout_s: float = TIMEOUT_S) -> None:
        self.calls = Stripe(key, address=address, timeout_s=timeout_s)

    def read(self, source_id: str) -> Reading:
        if not _is_name(source_id):
            return Reading(None, "bad_request")
        reply = self.calls.get(f"/v1/disputes/{source_id}")
        if reply.outcome != "answered":
            return Reading(None, error_of(reply)[1] if reply.outcome == "refused" else reply.problem, reply.retry_after)
        found = facts_of(reply.body)
        return Reading(found) if found is not None and found.source_id == source_id else Reading(None, "unreadable")

    def recent(self, since: datetime) -> list[str] | None:
        found: list[str] = []
        query = {"limit": "100", "created[gte]": str(int(since.timestamp()))}
        for _ in range(MOST_PAGES):
            reply = self.calls.get("/v1/disputes", **query)
            page = reply.body.get("data") if reply.outcome == "answered" and isinstance(reply.body, dict) else None
            if not isinstance(page, list):
                return None
            names = [str(one.get("id", "")) for one in page if isinstance(one, dict)]
            found += [name for name in names if _is_name(name)]
            if not reply.body.get("has_more") or not names:
                break
            query["starting_after"] = names[-1]
        return found

    def answer(self, answer: Answer) -> Taken:
        form = {f"evidence[{name}]": text for name, text in answer.texts.items() if text}
        for paper in answer.papers:
            sent = self.calls.send_file(paper.name, paper.content, paper.kind, key=paper.key)
            name = sent.body.get("id") if sent.outcome == "answered" and isinstance(sent.body, dict) else None
            if not isinstance(name, str):  # a file alone answers nothing: it is sent again with the rest
                if sent.outcome == "refused":
                    problem = error_of(sent)[1]
                    return Taken("later" if problem in ("unauthorized", "not_allowed") else "failed", problem)
                return Taken("later", sent.problem or "unreadable", sent.retry_after)
            form[f"evidence[{paper.field}]"] = name
        form |= {"submit": "true", f"metadata[{MARK}]": answer.key}
        reply = self.calls.post(f"/v1/disputes/{answer.source_id}", form, key=answer.request)
        if reply.outcome == "answered":
            return Taken("sent")
        if reply.outcome == "refused":
            code, problem = error_of(reply)
            if problem in ("unauthorized", "not_allowed"):
                return Taken("later", problem)
            if problem == "key_reused" or code in IN_USE or reply.status in (409, 424):
                return Taken("unknown", "key_reused" if problem == "key_reused" else "asked_to_wait")
            return Taken("failed", problem)
        if reply.outcome == "unknown" and is_replay(reply):
            return Taken("later", "repeats_error", KEPT_FOR_S)
        return Taken(reply.outcome, reply.problem, reply.retry_after)


def facts_of(dispute: Any) -> DisputeFacts | None:
    """None where it can't be read. `taken_minor` follows its balance transactions; where those are in the account's own currency, the whole
    disputed amount is taken or it is not."""
    try:
        currency, status = str(dispute["currency"]).upper(), str(dispute["status"])
        amount = from_stripe(int(dispute["amount"]), currency)
        details, moves = dispute.get("evidence_details") or {}, dispute.get("balance_transactions") or []
        net = {str(one["currency"]).upper(): 0 for one in moves}
        fees = dict.fromkeys(net, 0)
        for one in moves:
            net[str(one["currency"]).upper()] -= int(one["amount"])
            fees[str(one["currency"]).upper()] += int(one.get("fee") or 0)
        settled = next(iter(net), currency)
        taken = from_stripe(net[currency], currency) if currency in net else (amount if net.get(settled, 0) > 0 else 0)
        fee, due = from_stripe(fees.get(settled, 0), settled), details.get("due_by")
        marks = dispute.get("metadata") or {}
        if status not in STATES or amount is None or taken is None or fee is None:
            return None
        return DisputeFacts(
            source_id=str(dispute["id"]), payments=tuple(_name(dispute.get(field)) for field in ("payment_intent", "charge") if _name(dispute.get(field))),
            kind="inquiry" if status.startswith("warning") or status == "prevented" else "dispute", state=STATES[status], status=status,
            reason=REASONS.get(str(dispute.get("reason")), "other_reason"), amount_minor=amount, currency=currency,
            opened_at=datetime.fromtimestamp(int(dispute["created"]), UTC), due_at=datetime.fromtimestamp(int(due), UTC) if due else None,
            taken_minor=max(0, taken), fee_minor=max(0, fee), fee_currency=settled,
            may_answer=STATES[status] == "needs_response" and not details.get("past_due"), answered=int(details.get("submission_count") or 0) > 0,
            answer_key=str(marks.get(MARK, "")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, Refusal):
        return None


def _name(value: Any) -> str:
    """An id, or the whole thing where it was expanded."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def _is_name(text: str) -> bool:
    return text.isascii() and 0 < len(text) <= 120 and text.replace("_", "").isalnum()
