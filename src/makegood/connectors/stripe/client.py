"""PaymentPort over Stripe's refunds.

A refund carries our key twice: as Idempotency-Key, which Stripe forgets after a day, and in its metadata, where it stays. So whatever was
sent before is looked for among the payment's refunds before it is sent again.
"""

from typing import Any

from makegood.apps.settlement.parties import is_theirs
from makegood.apps.settlement.ports import PaymentAnswer, RefundOrder
from makegood.base.http import Reply
from makegood.connectors.stripe.calls import ADDRESS, IN_USE, KEPT_FOR_S, TIMEOUT_S, Stripe, error_of, is_replay
from makegood.connectors.stripe.money import from_stripe, to_stripe

MARK = "makegood_key"
MOST_PAGES = 10
FAILURES = {
    "lost_or_stolen_card": "card_gone", "expired_or_canceled_card": "card_gone", "charge_for_pending_refund_disputed": "disputed",
    "insufficient_funds": "balance_too_low", "declined": "declined", "merchant_request": "stopped_there",
}  # fmt: skip
WAITS = {"insufficient_funds": "balance_too_low"}


class StripePayments:
    name = "stripe"
    asks_person = False

    def __init__(self, key: str, *, address: str = ADDRESS, timeout_s: float = TIMEOUT_S) -> None:
        self.calls = Stripe(key, address=address, timeout_s=timeout_s)

    def refund(self, order: RefundOrder) -> PaymentAnswer:
        where = _where(order.payment)
        if where is None:
            return PaymentAnswer("failed", problem="payment_unknown")
        amount = to_stripe(order.amount_minor, order.currency)
        if amount is None:
            return PaymentAnswer("failed", problem="amount_impossible")
        if order.again:
            known = self.look_up(order)
            if known.state != "not_known":  # it is there; or nobody can say, and then nothing is sent
                return known if known.state != "unknown" else PaymentAnswer("later", problem=known.problem, retry_after=known.retry_after)
        form = where | {"amount": str(amount), f"metadata[{MARK}]": order.key, "metadata[case]": order.reference}
        reply = self.calls.post("/v1/refunds", form, key=order.key)
        if reply.outcome == "answered":
            return _of(reply.body, order)
        return _refused(reply)

    def look_up(self, order: RefundOrder) -> PaymentAnswer:
        """Its refund by its name, or those of the payment that bear our key. Two of one key are told as what both moved together."""
        if order.ref:
            reply = self.calls.get(f"/v1/refunds/{order.ref}")
            if reply.outcome == "answered":
                return _of(reply.body, order)
            if reply.status != 404:
                return _unanswered(reply)
        where = _where(order.payment)
        if where is None:
            return PaymentAnswer("unknown", problem="payment_unknown")
        found: list[Any] = []
        query = where | {"limit": "100"}
        for _ in range(MOST_PAGES):
            reply = self.calls.get("/v1/refunds", **query)
            if reply.outcome != "answered":
                return _unanswered(reply)
            page = reply.body.get("data") if isinstance(reply.body, dict) else None
            if not isinstance(page, list) or not all(isinstance(one, dict) for one in page):
                return PaymentAnswer("unknown", problem="unreadable")
            found += [one for one in page if isinstance(one.get("metadata"), dict) and one["metadata"].get(MARK) == order.key]
            if not reply.body.get("has_more") or not page:
                return _together([_of(one, order) for one in found])
            query["starting_after"] = str(page[-1].get("id", ""))
        return PaymentAnswer("unknown", problem="cant_look")

    def greet(self) -> str:
        reply = self.calls.get("/v1/refunds", limit="1")
        if reply.outcome == "answered":
            return "" if isinstance(reply.body, dict) and isinstance(reply.body.get("data"), list) else "unreadable"
        return error_of(reply)[1] if reply.outcome == "refused" else reply.problem

    def powers(self) -> dict[str, bool | None]:
        """{a word of POWERS: may our key do it? None where Stripe did not say}. Asked with calls that Stripe must refuse for what they lack."""
        asked = {
            "read_refunds": self.calls.get("/v1/refunds", limit="1"),
            "make_refunds": self.calls.post("/v1/refunds", {}),
            "read_disputes": self.calls.get("/v1/disputes", limit="1"),
            "answer_disputes": self.calls.post("/v1/disputes/dp_of_nobody", {}),
        }
        return {
            name: None if reply.outcome not in ("answered", "refused") else reply.status not in (401, 403) for name, reply in asked.items()
        }


def _where(payment: str) -> dict[str, str] | None:
    if not is_theirs("stripe", payment):
        return None
    return {"payment_intent": payment} if payment.startswith("pi_") else {"charge": payment}


def _refused(reply: Reply) -> PaymentAnswer:
    """What a call that made no refund, as far as it tells, comes to."""
    if reply.outcome == "refused":
        code, problem = error_of(reply)
        if problem in ("unauthorized", "not_allowed"):
            return PaymentAnswer("later", problem=problem)
        if problem == "key_reused" or code in IN_USE or reply.status in (409, 424):  # another call with this key may be doing it
            return PaymentAnswer("unknown", problem=problem if problem == "key_reused" else "asked_to_wait")
        return PaymentAnswer("failed", problem=problem)
    if reply.outcome == "unknown" and is_replay(
        reply
    ):  # the old error again: this call did nothing, and none does before the key is forgotten
        return PaymentAnswer("later", problem="repeats_error", retry_after=KEPT_FOR_S)
    return PaymentAnswer(reply.outcome, problem=reply.problem, retry_after=reply.retry_after)


def _unanswered(reply: Reply) -> PaymentAnswer:
    """Asking moves nothing: whatever is no plain answer leaves the outcome as unknown as it was."""
    return PaymentAnswer(
        "unknown", problem=error_of(reply)[1] if reply.outcome == "refused" else reply.problem, retry_after=reply.retry_after
    )


def _of(refund: Any, order: RefundOrder) -> PaymentAnswer:
    try:
        state, ref, amount = str(refund["status"]), str(refund["id"])[:120], int(refund["amount"])
        moved = from_stripe(amount, order.currency) if str(refund["currency"]).upper() == order.currency else None
    except (KeyError, TypeError, ValueError):
        return PaymentAnswer("unknown", problem="unreadable")
    if moved is None or moved < 0:
        return PaymentAnswer("unknown", ref=ref, problem="unreadable")
    if state == "succeeded":
        return PaymentAnswer("succeeded", moved_minor=moved, ref=ref)
    if state == "pending":
        return PaymentAnswer("pending", ref=ref, problem=WAITS.get(str(refund.get("pending_reason")), ""))
    if state == "requires_action":
        return PaymentAnswer("pending", ref=ref, problem="customer_must_act")
    if state == "failed":
        return PaymentAnswer("failed", ref=ref, problem=FAILURES.get(str(refund.get("failure_reason")), "refused"))
    if state == "canceled":
        return PaymentAnswer("failed", ref=ref, problem="stopped_there")
    return PaymentAnswer("unknown", ref=ref, problem="unreadable")


def _together(answers: list[PaymentAnswer]) -> PaymentAnswer:
    """One answer for all that bear our key: what is unclear or on its way first, then what moved, of all of them."""
    if not answers:
        return PaymentAnswer("not_known")
    for state in ("unknown", "pending"):
        for one in answers:
            if one.state == state:
                return one
    moved = [one for one in answers if one.state == "succeeded"]
    if not moved:
        return answers[0]
    return PaymentAnswer("succeeded", moved_minor=sum(one.moved_minor for one in moved), ref=moved[0].ref)
