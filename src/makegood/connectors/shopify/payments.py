"""PaymentPort over refundCreate: Shopify gives back what Shopify took.

Our key goes with the call (`@idempotent`, demanded since 2026-04) and stands in the refund's note, by which it is found again: Shopify
forgets a key after a day, a note never. Before anything is sent the order's refunds are read: one that we do not know is a person's, and
nothing leaves until it is known (`unseen_refund`).
"""

from collections.abc import Iterable
from typing import Any

from makegood.apps.settlement.ports import PaymentAnswer, RefundLine, RefundOrder
from makegood.connectors.shopify.client import Answer, Shopify, part
from makegood.connectors.shopify.money import amount, name_of, nodes
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal

_PROBLEMS = {
    "token_refused": "unauthorized",
    "access_denied": "scope_missing",
    "document_refused": "bad_request",
    "too_costly": "bad_request",
}
_PASSED = ("no_connection", "no_answer", "connection_broke", "unreadable", "asked_to_wait", "their_fault")
_WAITING = ("PENDING", "AWAITING_RESPONSE", "UNKNOWN")
# What Shopify says, and how we call it: the messages of recorded answers and of its help pages. What is none of them is shown as it is.
_SAID = (
    ("greater than net payment received", "amount_too_large"), ("cannot refund more", "amount_too_large"),
    ("parent_id associated", "payment_unknown"), ("same idempotency key", "key_reused"), ("order does not exist", "order_unknown"),
)  # fmt: skip


class ShopifyPayments:
    """`order`: Shopify's number of the order whose money it is: a refund is found only through its order."""

    name = "shopify"
    asks_person = False

    def __init__(self, shop: Shopify, order: str) -> None:
        self.shop, self.order = shop, order

    def refund(self, order: RefundOrder) -> PaymentAnswer:
        found, failed = self._look()
        if failed is not None:  # nothing was sent: to look moves nothing
            return PaymentAnswer(
                "failed" if failed.problem == "order_unknown" else "later", problem=failed.problem, retry_after=failed.retry_after
            )
        mine = with_key(found, order.key)
        if mine is not None:
            return _of(mine, order.currency)
        if any(unseen(one, order.known) for one in nodes(found.get("refunds"))):
            return PaymentAnswer("later", problem="unseen_refund")
        payment = next((one for one in nodes(found.get("transactions")) if name_of(one.get("id")) == order.payment), None)
        if payment is None or payment.get("kind") not in ("SALE", "CAPTURE"):
            return PaymentAnswer("failed", problem="payment_unknown")
        if payment.get("manualPaymentGateway") is True:
            return PaymentAnswer("failed", problem="paid_by_hand")  # Shopify would only write it down
        sold, failed = self._sold(found, order)
        if failed is not None:
            return PaymentAnswer("later", problem=failed.problem, retry_after=failed.retry_after)
        answer = self.shop.call("refund_make", {"key": order.key, "input": _input(sold, payment, order)})
        return _made(answer, order)

    def _sold(self, found: dict[str, Any], order: RefundOrder) -> tuple[list[dict[str, Any]], PaymentAnswer | None]:
        """The order's lines, page by page until all that are refunded are among them: (lines, None), or ([], why not)."""
        lines = part(found.get("lineItems"))
        sold, wanted = nodes(lines), {one.line for one in order.lines}
        while (page := part(lines.get("pageInfo"))).get("hasNextPage") and not wanted <= {name_of(one.get("id")) for one in sold}:
            answer = self.shop.call("refund_pieces", {"id": f"gid://shopify/Order/{self.order}", "after": page.get("endCursor")})
            if answer.outcome != "answered" or answer.troubles:
                return [], PaymentAnswer("later", problem=problem_of(answer), retry_after=answer.pause_s or None)
            lines = part(part(answer.data.get("order")).get("lineItems"))
            if not nodes(lines):
                return [], PaymentAnswer("later", problem="unreadable")
            sold += nodes(lines)
        return sold, None

    def look_up(self, order: RefundOrder) -> PaymentAnswer:
        """Asking moves nothing: whatever is no plain answer leaves the outcome as unknown as it was."""
        found, failed = self._look()
        if failed is not None:
            return failed
        mine = with_key(found, order.key)
        return PaymentAnswer("not_known") if mine is None else _of(mine, "")

    def greet(self) -> str:
        answer = self.shop.call("shop")
        return "" if answer.outcome == "answered" and part(answer.data.get("shop")) else problem_of(answer)

    def _look(self) -> tuple[dict[str, Any], PaymentAnswer | None]:
        """(the order, None), or ({}, `unknown` and why)."""
        answer = self.shop.call("refund_look", {"id": f"gid://shopify/Order/{self.order}"})
        if answer.outcome != "answered" or answer.troubles:
            return {}, PaymentAnswer("unknown", problem=problem_of(answer), retry_after=answer.pause_s or None)
        order = part(answer.data.get("order"))
        return order, None if order else PaymentAnswer("unknown", problem="order_unknown")


def problem_of(answer: Answer) -> str:
    """A code of settlement's PROBLEMS for what is no plain answer."""
    if any(one.code == "ACCESS_DENIED" for one in answer.troubles):
        return "scope_missing"
    problem = answer.problem or ("their_fault" if answer.troubles else "unreadable")
    return _PROBLEMS.get(problem, problem if problem in _PASSED else "refused")


def said(message: str) -> str:
    """A code for a user error; where we have none, their words for a person."""
    return next((code for words, code in _SAID if words in message.lower()), f"said: {message}"[:200])


def _made(answer: Answer, order: RefundOrder) -> PaymentAnswer:
    if answer.outcome == "refused":  # a locked door or a document that they do not take: whatever moved, it was not this call
        problem = problem_of(answer)
        return PaymentAnswer("failed" if problem == "bad_request" else "later", problem=problem, retry_after=answer.pause_s or None)
    if answer.outcome != "answered":
        return PaymentAnswer(answer.outcome, problem=problem_of(answer), retry_after=answer.pause_s or None)
    if answer.user_errors:
        problem = said(answer.user_errors[0].message)
        return PaymentAnswer("unknown" if problem == "key_reused" else "failed", problem=problem)
    refund = part(part(answer.data.get("refundCreate")).get("refund"))
    return _of(refund, order.currency) if refund else PaymentAnswer("unknown", problem="unreadable")


def with_key(order: dict[str, Any], key: str) -> dict[str, Any] | None:
    """The order's refund that bears our key; the first that did, where somebody copied the note."""
    found = [one for one in nodes(order.get("refunds")) if key in str(one.get("note") or "")]
    return min(found, key=lambda one: str(one.get("createdAt") or ""), default=None)


def _money(refund: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in nodes(refund.get("transactions")) if one.get("kind") == "REFUND"]


def unseen(refund: dict[str, Any], known: tuple[str, ...]) -> bool:
    """Money that somebody gave back and that we have not heard of. What failed, or only took pieces back, is none."""
    return name_of(refund.get("id")) not in known and any(one.get("status") not in ("FAILURE", "ERROR") for one in _money(refund))


def _of(refund: dict[str, Any], currency: str) -> PaymentAnswer:
    """A refund as it stands: all of it has left, or some is on its way, or none of it could."""
    ref, sent = name_of(refund.get("id")), _money(refund)
    try:
        moved = sum(_minor(one, currency) for one in sent if one.get("status") == "SUCCESS")
    except Refusal:
        return PaymentAnswer("unknown", ref=ref, problem="unreadable")
    if not sent:
        return PaymentAnswer("unknown", ref=ref, problem="unreadable")
    if any(one.get("status") in _WAITING for one in sent):
        return PaymentAnswer("pending", ref=ref)
    return PaymentAnswer("succeeded", moved_minor=moved, ref=ref) if moved else PaymentAnswer("failed", ref=ref, problem="refused")


def _minor(transaction: dict[str, Any], currency: str) -> int:
    bag = part(transaction.get("amountSet"))
    seen = part(bag.get("presentmentMoney") or bag.get("shopMoney"))
    return amount(bag, currency or str(seen.get("currencyCode"))) or 0


def _input(sold: list[dict[str, Any]], payment: dict[str, Any], order: RefundOrder) -> dict[str, Any]:
    """RefundInput. Pieces that were taken back there already are not named a second time; the money for them is sent all the same."""
    gid = f"gid://shopify/Order/{order.order}"
    asked: dict[str, Any] = {
        "orderId": gid, "currency": order.currency, "note": f"makegood {order.reference} ({order.key})", "notify": False,
        "refundLineItems": lines(order.lines, sold),
        "transactions": [{
            "orderId": gid, "parentId": payment["id"], "gateway": str(payment.get("gateway") or ""), "kind": "REFUND",
            "amount": text_from_minor(order.amount_minor, order.currency),
        }],
    }  # fmt: skip
    if order.shipping_minor:
        asked["shipping"] = {"amount": text_from_minor(order.shipping_minor, order.currency)}
    return asked


def lines(wanted: Iterable[RefundLine], sold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    left = {name_of(one.get("id")): one for one in sold}
    found = []
    for one in wanted:
        line = left.get(one.line)
        units = min(one.quantity, int(part(line).get("refundableQuantity") or 0))
        if line is not None and units > 0:
            more = {"restockType": "RETURN", "locationId": one.place} if one.place else {"restockType": "NO_RESTOCK"}
            found.append({"lineItemId": line["id"], "quantity": units, **more})
    return found
