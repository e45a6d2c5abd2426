"""PaymentPort over WooCommerce's refunds: the gateway that took the money gives it back.

WooCommerce knows no idempotency keys. So ours stands in the refund's reason and in its meta, and the order's refunds are read before and
after: what bears our key was made, whatever became of the answer. A refund there that we do not know is a person's: nothing leaves until it
is known (`unseen_refund`).
"""

from typing import Any

from makegood.apps.settlement.ports import PaymentAnswer, RefundOrder
from makegood.base.http import Reply
from makegood.base.loose import part, text
from makegood.connectors.woocommerce.after import KEY
from makegood.connectors.woocommerce.client import WAITS, WooCommerce, code_of, is_gone, problem_of, said_by
from makegood.connectors.woocommerce.money import lists, minor
from makegood.connectors.woocommerce.refunds import refund_body
from makegood.kernel.refusal import Refusal

NOT_CREATED = "woocommerce_rest_cannot_create_order_refund"
_PROBLEMS = {"token_refused": "unauthorized", "access_denied": "scope_missing", "shop_unknown": "bad_request", "shop_moved": "bad_request"}
# What WooCommerce says, and how we call it; what is none of these is shown as it is. The first stands in a captured answer (HTTP 500).
_SAID = (
    ("invalid refund amount", "amount_too_large"), ("does not support automatic refunds", "paid_by_hand"),
    ("payment gateway for this order does not exist", "paid_by_hand"), ("invalid order id", "order_unknown"),
)  # fmt: skip


class WooPayments:
    """`order`: WooCommerce's id of the order whose money it is: a refund is found only through its order."""

    name = "woocommerce"
    asks_person = False

    def __init__(self, shop: WooCommerce, order: str) -> None:
        self.shop, self.order = shop, order

    def refund(self, order: RefundOrder) -> PaymentAnswer:
        found, failed = self._look()
        if failed is not None:  # nothing was sent: to look moves nothing
            state = "failed" if failed.problem == "order_unknown" else "later"
            return PaymentAnswer(state, problem=failed.problem, retry_after=failed.retry_after)
        mine = with_key(found["refunds"], order.key)
        if mine is not None:
            return _of(mine, order.currency)
        if any(is_money(one) and text(one.get("id"), 60) not in order.known for one in found["refunds"]):
            return PaymentAnswer("later", problem="unseen_refund")
        if order.payment not in (text(found.get("transaction_id"), 120) or f"{self.order}-paid", f"{self.order}-paid"):
            return PaymentAnswer("failed", problem="payment_unknown")
        if self._by_hand(text(found.get("payment_method"), 60)):
            return PaymentAnswer("failed", problem="paid_by_hand")  # WooCommerce would only write it down
        body = refund_body(found, order) | {"meta_data": [{"key": KEY, "value": order.key}]}
        return self._made(self.shop.call("POST", f"orders/{self.order}/refunds", body=body, timeout_s=60.0), order)

    def look_up(self, order: RefundOrder) -> PaymentAnswer:
        """Asking moves nothing: whatever is no plain answer leaves the outcome as unknown as it was."""
        found, failed = self._look()
        if failed is not None:
            return failed
        mine = with_key(found["refunds"], order.key)
        return PaymentAnswer("not_known") if mine is None else _of(mine, str(found.get("currency") or ""))

    def greet(self) -> str:
        reply = self.shop.call("GET", "data/currencies/current")
        return "" if reply.outcome == "answered" else _problem(reply)

    def _look(self) -> tuple[dict[str, Any], PaymentAnswer | None]:
        """(the order with its refunds, None), or ({}, `unknown` and why)."""
        order = self.shop.call("GET", f"orders/{self.order}")
        if is_gone(order):
            return {}, PaymentAnswer("unknown", problem="order_unknown")
        refunds = self.shop.call("GET", f"orders/{self.order}/refunds", {"per_page": "100"}) if order.outcome == "answered" else order
        if refunds.outcome != "answered":
            return {}, PaymentAnswer("unknown", problem=_problem(refunds), retry_after=refunds.retry_after)
        if not isinstance(order.body, dict) or not isinstance(refunds.body, list):
            return {}, PaymentAnswer("unknown", problem="unreadable")
        return {**order.body, "refunds": [part(one) for one in refunds.body]}, None

    def _by_hand(self, gateway: str) -> bool:
        """Can the order's gateway give nothing back by itself (bank transfer, cash)? Where we may not ask, WooCommerce says so when it is tried."""
        reply = self.shop.call("GET", f"payment_gateways/{gateway}") if gateway else Reply("refused")
        supports = reply.body.get("method_supports") if reply.outcome == "answered" and isinstance(reply.body, dict) else None
        return isinstance(supports, list) and "refunds" not in supports

    def _made(self, reply: Reply, order: RefundOrder) -> PaymentAnswer:
        if reply.outcome == "answered":
            return _of(reply.body, order.currency) if isinstance(reply.body, dict) else PaymentAnswer("unknown", problem="unreadable")
        if code_of(reply) == NOT_CREATED:  # its way to say no, with HTTP 500; the refund that it began is taken back by it
            return self._refused(reply, order)
        if reply.outcome == "refused":
            problem = _problem(reply)
            return PaymentAnswer("later" if problem in ("unauthorized", "scope_missing") else "failed", problem=problem)
        return PaymentAnswer(reply.outcome, problem=_problem(reply), retry_after=reply.retry_after)

    def _refused(self, reply: Reply, order: RefundOrder) -> PaymentAnswer:
        """Read back: a gateway may have paid before WooCommerce stumbled over something else, and then the refund stands there."""
        found, failed = self._look()
        if failed is not None:
            return PaymentAnswer("unknown", problem=failed.problem)
        mine = with_key(found["refunds"], order.key)
        return _of(mine, order.currency) if mine is not None else PaymentAnswer("failed", problem=_said(said_by(reply)))


def _said(message: str) -> str:
    return next((code for words, code in _SAID if words in message.lower()), f"said: {message}"[:200])


def _problem(reply: Reply) -> str:
    """A code of settlement's PROBLEMS."""
    problem = problem_of(reply)
    return _PROBLEMS.get(problem, problem if problem in WAITS else "refused")


def with_key(refunds: list[dict[str, Any]], key: str) -> dict[str, Any] | None:
    """The refund that bears our key; the first, where somebody copied the reason."""
    found = [
        one for one in refunds
        if key in text(one.get("reason"), 1000) or any(meta.get("key") == KEY and meta.get("value") == key for meta in lists(one, "meta_data"))
    ]  # fmt: skip
    return min(found, key=lambda one: one.get("id") or 0, default=None)


def is_money(refund: dict[str, Any]) -> bool:
    """One of nothing only names pieces; one whose amount can't be read counts as money."""
    try:
        return minor(refund.get("amount"), "EUR") != 0
    except Refusal:
        return True


def _of(refund: dict[str, Any], currency: str) -> PaymentAnswer:
    """`refunded_payment` false: WooCommerce wrote it down and no gateway moved anything; a person has to."""
    ref = str(refund["id"]) if isinstance(refund.get("id"), int) else ""
    try:
        moved = abs(minor(refund.get("amount"), currency))
    except Refusal:
        return PaymentAnswer("unknown", ref=ref, problem="unreadable")
    if refund.get("refunded_payment") is not True:
        return PaymentAnswer("unknown", ref=ref, problem="not_moved")
    return (
        PaymentAnswer("succeeded", moved_minor=moved, ref=ref) if ref and moved else PaymentAnswer("unknown", ref=ref, problem="unreadable")
    )
