"""PaymentPort over PayPal's refunds of captures.

PayPal can't be asked for refunds by our key. What it allows: a refund by its own name; the capture, which says whether anything of it was
refunded at all; and, as long as PayPal still shows the order behind the capture, that order's refunds, which bear our key as `custom_id`.
Where none of them tells, the answer is unknown (`cant_look`). A request id is remembered for 45 days: until then the same call, sent again,
moves nothing twice.
"""

from datetime import timedelta
from typing import Any

from makegood.apps.settlement.parties import is_theirs
from makegood.apps.settlement.ports import PaymentAnswer, RefundOrder
from makegood.base.http import Reply
from makegood.connectors.paypal.calls import ADDRESS, BUSY, TIMEOUT_S, PayPal, issue_of
from makegood.connectors.paypal.money import from_paypal, to_paypal

REMEMBERS = timedelta(days=44)
UNTOUCHED = "COMPLETED"  # of a capture of which nothing was given back
SCOPES = {
    "make_refunds": "https://uri.paypal.com/services/payments/refund",
    "read_disputes": "https://uri.paypal.com/services/disputes/read-seller",
    "answer_disputes": "https://uri.paypal.com/services/disputes/update-seller",
}


class PayPalPayments:
    name = "paypal"
    asks_person = False

    def __init__(self, key: str, *, address: str = ADDRESS, timeout_s: float = TIMEOUT_S) -> None:
        self.calls = PayPal(key, address=address, timeout_s=timeout_s)

    def refund(self, order: RefundOrder) -> PaymentAnswer:
        if not is_theirs("paypal", order.payment):
            return PaymentAnswer("failed", problem="payment_unknown")
        amount = to_paypal(order.amount_minor, order.currency)
        if amount is None:
            return PaymentAnswer("failed", problem="amount_impossible")
        if order.again:
            known = self.look_up(order)
            if known.state in ("succeeded", "pending", "failed"):
                return known
            if known.state == "unknown" and not (known.problem == "cant_look" and order.age < REMEMBERS):
                return PaymentAnswer("later", problem=known.problem, retry_after=known.retry_after)
        body = {"amount": {"value": amount, "currency_code": order.currency}, "custom_id": order.key, "invoice_id": order.key}
        reply = self.calls.call("POST", f"/v2/payments/captures/{order.payment}/refund", body=body, request_id=order.key)
        return _of(reply.body, order) if reply.outcome == "answered" else _refused(reply)

    def look_up(self, order: RefundOrder) -> PaymentAnswer:
        if order.ref:
            reply = self.calls.call("GET", f"/v2/payments/refunds/{order.ref}")
            if reply.outcome == "answered":
                return _of(reply.body, order)
            if reply.status != 404:
                return _unanswered(reply)
        if not is_theirs("paypal", order.payment):
            return PaymentAnswer("unknown", problem="payment_unknown")
        capture = self.calls.call("GET", f"/v2/payments/captures/{order.payment}")
        if capture.outcome != "answered":
            return _unanswered(capture)
        place = _order_of(capture.body)
        listed = self.calls.call("GET", f"/v2/checkout/orders/{place}") if place else None
        if listed is not None and listed.outcome == "answered":
            return _among(listed.body, order)
        if listed is not None and listed.outcome != "refused":
            return _unanswered(listed)
        if isinstance(capture.body, dict) and capture.body.get("status") == UNTOUCHED and order.age < REMEMBERS:
            return PaymentAnswer("not_known")  # and what lands late meets its own request id
        return PaymentAnswer("unknown", problem="cant_look")

    def greet(self) -> str:
        token = self.calls.token()
        if isinstance(token, Reply):
            return "unauthorized" if token.outcome == "refused" else token.problem
        return ""

    def powers(self) -> dict[str, bool | None]:
        """{a word of POWERS: may our app do it?}, from what the token says of itself; None where it says nothing."""
        token = self.calls.token()
        scopes = set() if isinstance(token, Reply) else set(token[1].split())
        return {name: (scope in scopes) if scopes else None for name, scope in SCOPES.items()}


def _order_of(capture: Any) -> str:
    """The order behind a capture: what it says itself, or its link upwards; "" where neither names one."""
    try:
        found = str(capture["supplementary_data"]["related_ids"]["order_id"])
    except (KeyError, TypeError):
        found = ""
    links = capture.get("links") if isinstance(capture, dict) else None
    for link in links if isinstance(links, list) and not found else []:
        href = str(link.get("href", "")) if isinstance(link, dict) else ""
        if isinstance(link, dict) and link.get("rel") == "up" and "/checkout/orders/" in href:
            found = href.rpartition("/")[2]
    return found if found.isascii() and found.isalnum() else ""


def _among(listed: Any, order: RefundOrder) -> PaymentAnswer:
    try:
        refunds = [one for unit in listed["purchase_units"] for one in (unit.get("payments") or {}).get("refunds") or []]
        ours = [one for one in refunds if order.key in (one.get("custom_id"), one.get("invoice_id"))]
    except (KeyError, TypeError, AttributeError):
        return PaymentAnswer("unknown", problem="unreadable")
    return _of(ours[0], order) if ours else PaymentAnswer("not_known")


def _refused(reply: Reply) -> PaymentAnswer:
    if reply.outcome != "refused":
        return PaymentAnswer(reply.outcome, problem=reply.problem, retry_after=reply.retry_after)
    word, problem = issue_of(reply)
    if problem in ("unauthorized", "not_allowed"):
        return PaymentAnswer("later", problem=problem)
    if word == BUSY or problem == "key_reused" or reply.status == 409:  # another call with this key may be doing it
        return PaymentAnswer("unknown", problem="key_reused" if problem == "key_reused" else "asked_to_wait")
    return PaymentAnswer("failed", problem=problem)


def _unanswered(reply: Reply) -> PaymentAnswer:
    """Asking moves nothing: whatever is no plain answer leaves the outcome as unknown as it was."""
    return PaymentAnswer(
        "unknown", problem=issue_of(reply)[1] if reply.outcome == "refused" else reply.problem, retry_after=reply.retry_after
    )


def _of(refund: Any, order: RefundOrder) -> PaymentAnswer:
    try:
        state, ref = str(refund["status"]), str(refund["id"])[:120]
    except (KeyError, TypeError):
        return PaymentAnswer("unknown", problem="unreadable")
    if state == "PENDING":
        return PaymentAnswer("pending", ref=ref)
    if state in ("FAILED", "CANCELLED"):
        return PaymentAnswer("failed", ref=ref, problem="stopped_there" if state == "CANCELLED" else "refused")
    moved = from_paypal(refund.get("amount"))
    if state != "COMPLETED" or moved is None or moved[1] != order.currency or moved[0] < 0:
        return PaymentAnswer("unknown", ref=ref, problem="unreadable")
    return PaymentAnswer("succeeded", moved_minor=moved[0], ref=ref)
