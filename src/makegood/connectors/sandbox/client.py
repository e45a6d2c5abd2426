"""PaymentPort over the sandbox's API (`server`)."""

from typing import Any

from makegood.apps.settlement.ports import PaymentAnswer, RefundOrder
from makegood.base.http import Reply, ask

TIMEOUT_S = 10.0
REFUSALS = {"payment_unknown", "amount_too_large", "card_gone", "key_reused", "unauthorized", "bad_request"}


class SandboxPayments:
    name = "sandbox"
    asks_person = False

    def __init__(self, address: str, key: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self.address, self.timeout_s = address.rstrip("/"), timeout_s
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}

    def refund(self, order: RefundOrder) -> PaymentAnswer:
        body = {
            "amount": order.amount_minor, "currency": order.currency, "payment": order.payment, "reference": order.reference,
        }  # fmt: skip
        reply = ask(
            "POST",
            f"{self.address}/v1/refunds",
            headers=self._headers | {"Idempotency-Key": order.key},
            body=body,
            timeout_s=self.timeout_s,
        )
        if reply.outcome == "refused":
            code = _code(reply)  # a key that is there with another body, or a locked door: whatever moved, it was not this call
            return PaymentAnswer({"unauthorized": "later", "key_reused": "unknown"}.get(code, "failed"), problem=code)
        return _of(reply, reply.body)

    def look_up(self, order: RefundOrder) -> PaymentAnswer:
        return self._look_up(order.key)

    def _look_up(self, key: str) -> PaymentAnswer:
        """Asking moves nothing: whatever is no plain answer leaves the outcome as unknown as it was."""
        reply = ask("GET", f"{self.address}/v1/refunds", headers=self._headers, query={"idempotency_key": key}, timeout_s=self.timeout_s)
        if reply.outcome != "answered":
            return PaymentAnswer(
                "unknown", problem=_code(reply) if reply.outcome == "refused" else reply.problem, retry_after=reply.retry_after
            )
        found = reply.body.get("data") if isinstance(reply.body, dict) else None
        if not isinstance(found, list):
            return PaymentAnswer("unknown", problem="unreadable")
        return _of(reply, found[0]) if found else PaymentAnswer("not_known")

    def greet(self) -> str:
        found = self._look_up("hello")
        return "" if found.state == "not_known" else found.problem or "unreadable"

    def misbehave(self, mood: str) -> str:
        """The next call meets this mood (`server`); "" where it was told, otherwise what is wrong."""
        reply = ask("POST", f"{self.address}/control", headers=self._headers, body={"moods": [{"mood": mood}]}, timeout_s=self.timeout_s)
        return "" if reply.outcome == "answered" else reply.problem


def _code(reply: Reply) -> str:
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if code in REFUSALS else "refused"


def _of(reply: Reply, refund: Any) -> PaymentAnswer:
    if reply.outcome != "answered":
        return PaymentAnswer(reply.outcome, problem=reply.problem, retry_after=reply.retry_after)
    try:
        state, moved, ref = str(refund["status"]), int(refund["moved"]), str(refund["id"])[:120]
    except (KeyError, TypeError, ValueError):
        return PaymentAnswer("unknown", problem="unreadable")
    if state == "failed":
        failure = refund.get("failure")
        return PaymentAnswer("failed", moved_minor=moved, ref=ref, problem=failure if failure in REFUSALS else "refused")
    if state not in ("succeeded", "pending") or moved < 0:
        return PaymentAnswer("unknown", ref=ref, problem="unreadable")
    return PaymentAnswer(state, moved_minor=moved if state == "succeeded" else 0, ref=ref)
