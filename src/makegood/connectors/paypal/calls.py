"""How PayPal is called: a token for some hours, kept in memory only, and what its errors mean for us."""

import base64
import threading
from collections.abc import Mapping
from time import monotonic
from typing import Any

from makegood.base.http import Reply, ask

ADDRESS, SANDBOX_ADDRESS = "https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"
TIMEOUT_S = 20.0
SPARE_S = 120  # a token is not used in its last minutes

# issue of a 422 or 400 -> what it is to us (Payments API v2.13, captures.refund). None of them moved anything.
ISSUES = {
    "CAPTURE_FULLY_REFUNDED": "already_refunded",
    "REFUND_AMOUNT_EXCEEDED": "amount_too_large",
    "REFUND_TIME_LIMIT_EXCEEDED": "too_old",
    "REFUND_NOT_ALLOWED": "not_refundable",
    "PARTIAL_REFUND_NOT_ALLOWED": "not_refundable",
    "MAX_NUMBER_OF_REFUNDS_EXCEEDED": "not_refundable",
    "REFUND_IS_RESTRICTED": "not_allowed",
    "REFUND_FAILED_INSUFFICIENT_FUNDS": "balance_too_low",
    "INSUFFICIENT_FUNDS": "balance_too_low",
    "PENDING_CAPTURE": "not_captured",
    "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK": "disputed",
    "CAPTURE_DISPUTED_PARTIAL_REFUND_NOT_ALLOWED": "disputed",
    "TRANSACTION_DISPUTED": "disputed",
    "PAYEE_ACCOUNT_LOCKED_OR_CLOSED": "account_restricted",
    "PAYEE_ACCOUNT_RESTRICTED": "account_restricted",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": "card_gone",
    "PAYER_ACCOUNT_RESTRICTED": "card_gone",
    "CURRENCY_MISMATCH": "amount_impossible",
    "REFUND_CAPTURE_CURRENCY_MISMATCH": "amount_impossible",
    "INVALID_CURRENCY_CODE": "amount_impossible",
    "DECIMAL_PRECISION": "amount_impossible",
    "DECIMALS_NOT_SUPPORTED": "amount_impossible",
    "REFUND_AMOUNT_TOO_LOW": "amount_impossible",
    "INVALID_RESOURCE_ID": "payment_unknown",
    "PERMISSION_DENIED": "not_allowed",
    "DUPLICATE_INVOICE_ID": "key_reused",
    "DUPLICATE_REQUEST_ID": "key_reused",
}
BUSY = "PREVIOUS_REQUEST_IN_PROGRESS"

_tokens: dict[tuple[str, str, str], tuple[str, str, float]] = {}
_lock = threading.Lock()


def forget_tokens() -> None:
    """For tests, and after a secret was changed."""
    with _lock:
        _tokens.clear()


class PayPal:
    """Calls of one app: `key` is `CLIENT_ID:SECRET`; `address` the live or the sandbox host, or a stand-in on this machine."""

    def __init__(self, key: str, *, address: str = ADDRESS, timeout_s: float = TIMEOUT_S) -> None:
        self.address, self.timeout_s = (address or ADDRESS).rstrip("/"), timeout_s
        self._client, _, self._secret = key.partition(":")
        self._name = (self.address, self._client, self._secret)

    def token(self) -> tuple[str, str] | Reply:
        """(the token, what it may do); the reply of whoever would not give one."""
        with _lock:
            kept = _tokens.get(self._name)
        if kept is not None and kept[2] > monotonic():
            return kept[0], kept[1]
        basic = base64.b64encode(f"{self._client}:{self._secret}".encode()).decode()
        reply = ask(
            "POST", f"{self.address}/v1/oauth2/token", headers={"Authorization": f"Basic {basic}", "Accept": "application/json"},
            form={"grant_type": "client_credentials"}, timeout_s=self.timeout_s,
        )  # fmt: skip
        if reply.outcome != "answered":
            return reply
        try:
            found, lasts, scope = str(reply.body["access_token"]), int(reply.body["expires_in"]), str(reply.body.get("scope", ""))
        except (KeyError, TypeError, ValueError):
            return Reply("later", reply.status, problem="unreadable")
        with _lock:
            _tokens[self._name] = (found, scope, monotonic() + max(0, lasts - SPARE_S))
        return found, scope

    def call(
        self, method: str, path: str, *, body: Any = None, request_id: str = "", query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None, files: Mapping[str, tuple[str | None, bytes, str]] | None = None,
    ) -> Reply:  # fmt: skip
        """One call; where the token was taken back before its time, once more with a new one: the first was turned away at the door."""
        reply = Reply("later", problem="unauthorized")
        for _ in range(2):
            token = self.token()
            if isinstance(token, Reply):  # nothing was asked of PayPal yet
                locked = token.outcome == "refused"
                return Reply("later", token.status, problem="unauthorized" if locked else token.problem, retry_after=token.retry_after)
            headers = {"Authorization": f"Bearer {token[0]}", "Accept": "application/json"}
            if request_id:
                headers |= {"PayPal-Request-Id": request_id, "Prefer": "return=representation"}
            reply = ask(
                method, f"{self.address}{path}", headers=headers, body=body, query=query, form=form, files=files, timeout_s=self.timeout_s
            )
            if reply.status != 401:
                break
            with _lock:
                _tokens.pop(self._name, None)
        return reply


def issue_of(reply: Reply) -> tuple[str, str]:
    """(PayPal's own word, a code of PROBLEMS)."""
    body: Mapping[str, Any] = reply.body if isinstance(reply.body, dict) else {}
    details = body.get("details")
    words = [str(one.get("issue", "")) for one in details if isinstance(one, dict)] if isinstance(details, list) else []
    words.append(str(body.get("name", "")))
    if reply.status == 401:
        return words[0], "unauthorized"
    for word in words:
        if word in ISSUES:
            return word, ISSUES[word]
    if reply.status == 403:
        return words[0], "not_allowed"
    if reply.status == 404:
        return words[0], "payment_unknown"
    return words[0], "bad_request" if reply.status == 400 else "refused"
