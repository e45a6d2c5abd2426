"""DisputePort over PayPal's Customer Disputes v1.

PayPal keeps no key of ours: an answer that was asked for counts as taken once PayPal waits for us no more. A note holds 2,000 characters.
"""

import json
from datetime import UTC, datetime
from typing import Any

from makegood.apps.disputes.ports import Answer, DisputeFacts, Reading, Taken
from makegood.apps.disputes.words import MOST_NOTES
from makegood.connectors.paypal.calls import ADDRESS, TIMEOUT_S, PayPal, issue_of
from makegood.connectors.paypal.money import from_paypal

REASONS = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "not_received", "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": "not_described",
    "UNAUTHORISED": "not_authorised", "CREDIT_NOT_PROCESSED": "credit_missing", "DUPLICATE_TRANSACTION": "paid_twice",
    "INCORRECT_AMOUNT": "other_amount", "PAYMENT_BY_OTHER_MEANS": "paid_twice", "CANCELED_RECURRING_BILLING": "was_cancelled",
}  # fmt: skip
WON = ("RESOLVED_SELLER_FAVOUR", "RESOLVED_WITH_PAYOUT", "CANCELED_BY_BUYER", "DENIED")
LOST = ("RESOLVED_BUYER_FAVOUR", "ACCEPTED")
CARRIERS = {"DHL": "DHL", "UPS": "UPS", "USPS": "USPS", "FEDEX": "FEDEX"}


class PayPalDisputes:
    name = "paypal"

    def __init__(self, key: str, *, address: str = ADDRESS, timeout_s: float = TIMEOUT_S) -> None:
        self.calls = PayPal(key, address=address, timeout_s=timeout_s)

    def read(self, source_id: str) -> Reading:
        if not _is_name(source_id):
            return Reading(None, "bad_request")
        reply = self.calls.call("GET", f"/v1/customer/disputes/{source_id}")
        if reply.outcome != "answered":
            return Reading(None, issue_of(reply)[1] if reply.outcome == "refused" else reply.problem, reply.retry_after)
        found = facts_of(reply.body)
        return Reading(found) if found is not None and found.source_id == source_id else Reading(None, "unreadable")

    def recent(self, since: datetime) -> list[str] | None:
        """The first fifty, the newest first: what is older was told of before."""
        start = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        reply = self.calls.call("GET", "/v1/customer/disputes", query={"start_time": start, "page_size": "50"})
        items = reply.body.get("items") if reply.outcome == "answered" and isinstance(reply.body, dict) else None
        if not isinstance(items, list):
            return None
        return [name for one in items if isinstance(one, dict) and _is_name(name := str(one.get("dispute_id", "")))]

    def answer(self, answer: Answer) -> Taken:
        told = {"evidences": [evidence_of(answer)]}
        files: dict[str, tuple[str | None, bytes, str]] = {"input": (None, json.dumps(told).encode(), "application/json")}
        for place, paper in enumerate(answer.papers, 1):
            files[f"file{place}"] = (paper.name, paper.content, paper.kind)
        path = f"/v1/customer/disputes/{answer.source_id}/provide-evidence"
        reply = self.calls.call("POST", path, form={}, files=files, request_id=answer.request)
        if reply.outcome == "answered":
            return Taken("sent")
        if reply.outcome == "refused":
            problem = issue_of(reply)[1]
            if problem in ("unauthorized", "not_allowed"):
                return Taken("later", problem)
            return Taken("unknown", "asked_to_wait") if reply.status == 409 else Taken("failed", problem)
        return Taken(reply.outcome, reply.problem, reply.retry_after)


def evidence_of(answer: Answer) -> dict[str, Any]:
    """PayPal's own form: proof that it was sent where there is a tracking number, otherwise a note with everything."""
    texts = answer.texts
    number, carrier = (
        texts.get("shipping_tracking_number", "").split(",")[0].strip(),
        texts.get("shipping_carrier", "").split(",")[0].strip(),
    )
    said = [
        texts.get(name, "")
        for name in ("uncategorized_text", "refund_refusal_explanation", "refund_policy_disclosure", "product_description")
    ]
    notes = "\n\n".join(text for text in said if text)[:MOST_NOTES]
    if not number:
        return {"evidence_type": "OTHER", "notes": notes}
    known = CARRIERS.get(carrier.upper(), "OTHER")
    info = {"carrier_name": known, "tracking_number": number} | ({"carrier_name_other": carrier} if known == "OTHER" and carrier else {})
    return {"evidence_type": "PROOF_OF_FULFILLMENT", "evidence_info": {"tracking_info": [info]}, "notes": notes}


def facts_of(dispute: Any) -> DisputeFacts | None:
    """None where it can't be read. `taken_minor` follows what PayPal says moved; where it does not say, what a lost one gave to the buyer."""
    try:
        amount = from_paypal(dispute["dispute_amount"])
        status, stage = str(dispute["status"]), str(dispute.get("dispute_life_cycle_stage", ""))
        outcome = dispute.get("dispute_outcome") or {}
        state = _state(status, str(outcome.get("outcome_code", "")))
        links = [str(link.get("rel", "")).replace("-", "_") for link in dispute.get("links") or []]
        payments = tuple(
            str(one["seller_transaction_id"]) for one in dispute.get("disputed_transactions") or [] if one.get("seller_transaction_id")
        )
        if amount is None or state is None:
            return None
        minor, currency = amount
        return DisputeFacts(
            source_id=str(dispute["dispute_id"]), payments=payments, kind="inquiry" if stage == "INQUIRY" else "dispute", state=state, status=status,
            reason=REASONS.get(str(dispute.get("reason")), "other_reason"), amount_minor=minor, currency=currency,
            opened_at=_moment(dispute.get("create_time")), due_at=_moment(dispute.get("seller_response_due_date")),
            taken_minor=_taken(dispute, outcome, currency, state), fee_minor=_moved(dispute, currency, "DISPUTE_FEE") or 0, fee_currency=currency,
            may_answer="provide_evidence" in links, answered=status == "UNDER_REVIEW",
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _state(status: str, outcome: str) -> str | None:
    if status == "RESOLVED":
        return "won" if outcome in WON else "lost" if outcome in LOST else "closed"
    return {"WAITING_FOR_SELLER_RESPONSE": "needs_response", "OPEN": "needs_response", "UNDER_REVIEW": "under_review",
            "WAITING_FOR_BUYER_RESPONSE": "under_review", "OTHER": "under_review"}.get(status)  # fmt: skip


def _taken(dispute: Any, outcome: Any, currency: str, state: str) -> int:
    if (moved := _moved(dispute, currency, "DISPUTE_SETTLEMENT")) is not None:
        return moved
    refunded = from_paypal(outcome.get("amount_refunded")) if state == "lost" else None
    return refunded[0] if refunded is not None and refunded[1] == currency else 0


def _moved(dispute: Any, currency: str, reason: str) -> int | None:
    """What has left the seller's account for this reason and not come back; None where PayPal does not say."""
    moves = [one for one in dispute.get("money_movements") or [] if one.get("affected_party") == "SELLER" and one.get("reason") == reason]
    if not moves:
        return None
    sums = [(from_paypal(one["amount"]), 1 if one.get("type") == "DEBIT" else -1) for one in moves]
    return max(0, sum(sign * found[0] for found, sign in sums if found is not None and found[1] == currency))


def _moment(text: Any) -> datetime | None:
    found = datetime.fromisoformat(text) if isinstance(text, str) and text else None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _is_name(text: str) -> bool:
    return text.isascii() and 0 < len(text) <= 120 and text.replace("-", "").isalnum()
