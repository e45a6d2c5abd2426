"""How Stripe is called (API v1 of VERSION), and what its errors mean for us."""

from collections.abc import Mapping
from typing import Any

from makegood.base.http import Reply, ask

ADDRESS, FILES_ADDRESS = "https://api.stripe.com", "https://files.stripe.com"
VERSION = (
    "2026-10-28.endive"  # what the `stripe` package 16.1.0 speaks; sent with each call, so that an account's own default changes nothing
)
TIMEOUT_S = 20.0
KEPT_FOR_S = 86_400  # how long Stripe answers a key with the same answer again, errors too (docs.stripe.com/api/idempotent_requests)

# code of an error -> what it is to us (docs.stripe.com/error-codes). None of them moved anything.
CODES = {
    "resource_missing": "payment_unknown",
    "charge_already_refunded": "already_refunded",
    "charge_disputed": "disputed",
    "refund_disputed_payment": "disputed",
    "charge_not_refundable": "not_refundable",
    "amount_too_large": "amount_too_large",
    "amount_too_small": "amount_impossible",
    "balance_insufficient": "balance_too_low",
    "insufficient_funds": "balance_too_low",
    "payment_intent_unexpected_state": "not_captured",
    "charge_expired_for_capture": "not_captured",
    "account_closed": "card_gone",
    "account_invalid": "account_restricted",
    "api_key_expired": "unauthorized",
    "secret_key_required": "unauthorized",
    "platform_api_key_expired": "unauthorized",
    "parameter_invalid_integer": "bad_request",
    "parameter_missing": "bad_request",
    "parameter_unknown": "bad_request",
    "testmode_charges_only": "account_restricted",
    "livemode_mismatch": "payment_unknown",
}
IN_USE = ("idempotency_key_in_use", "lock_timeout")


class Stripe:
    """Calls with one account's key; `address` is another only for a stand-in on this machine."""

    def __init__(self, key: str, *, address: str = ADDRESS, timeout_s: float = TIMEOUT_S) -> None:
        self.address, self.timeout_s = (address or ADDRESS).rstrip("/"), timeout_s
        self.files_address = FILES_ADDRESS if self.address == ADDRESS else self.address
        self._headers = {"Authorization": f"Bearer {key}", "Stripe-Version": VERSION, "Accept": "application/json"}

    def get(self, path: str, **query: str) -> Reply:
        return ask("GET", f"{self.address}{path}", headers=self._headers, query=query, timeout_s=self.timeout_s)

    def post(self, path: str, form: Mapping[str, str], *, key: str = "") -> Reply:
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        return ask("POST", f"{self.address}{path}", headers=headers, form=form, timeout_s=self.timeout_s)

    def send_file(self, name: str, content: bytes, kind: str, *, key: str) -> Reply:
        """A file for a dispute's evidence."""
        return ask(
            "POST", f"{self.files_address}/v1/files", headers=self._headers | {"Idempotency-Key": key}, form={"purpose": "dispute_evidence"},
            files={"file": (name, content, kind)}, timeout_s=3 * self.timeout_s,
        )  # fmt: skip


def error_of(reply: Reply) -> tuple[str, str]:
    """(the error's own code, a code of PROBLEMS)."""
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    found: dict[str, Any] = error if isinstance(error, dict) else {}
    code, kind = str(found.get("code") or ""), str(found.get("type") or "")
    if reply.status == 401:
        return code, "unauthorized"
    if reply.status == 403:
        return code, "not_allowed"
    if kind == "idempotency_error":
        return code, "key_reused"
    if code in CODES:
        return code, CODES[code]
    if found.get("param") == "amount":
        return code, "amount_too_large"
    return code, "bad_request" if kind == "invalid_request_error" and found.get("param") else "refused"


def is_replay(reply: Reply) -> bool:
    """Did Stripe only repeat what it had answered to this key before?"""
    return reply.headers.get("idempotent-replayed", "").lower() == "true"
