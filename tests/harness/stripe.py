"""Stripe, as far as refunds and disputes go, on this machine: its answers have the shape of its published fixtures, its keys are forgotten when a test
says so. What it does with a repeated key, with a 500 and with parameters is after docs.stripe.com/api/idempotent_requests."""

import email.parser
import email.policy
import json
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from makegood.connectors.stripe.messages import sign
from tests.harness.standin import Answer, StandIn, form_of, misbehave, reply

KEY, SECRET = "rk_test_of_the_tests", "whsec_of_the_tests"
AT = 1_795_000_000


class FakeStripe(StandIn):
    """`payments`: {name of a charge or payment intent: what it took}; unknown ones took 1,000,000."""

    def __init__(self) -> None:
        super().__init__()
        self.payments: dict[str, int] = {}
        self.kept: dict[str, tuple[Any, Answer]] = {}
        self.busy: set[str] = set()
        self.disputes: dict[str, dict[str, Any]] = {}
        self.payouts: dict[str, list[str]] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.may: set[str] = {"refunds", "disputes", "files", "balance_transactions"}
        self.balance: list[dict[str, Any]] = []  # the newest first

    def handle(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("authorization") != f"Bearer {KEY}":
            return reply(401, error("invalid_request_error", "", "Invalid API Key provided"))
        thing = path.removeprefix("/v1/").partition("/")[0]
        if thing not in self.may:
            return reply(
                403, error("invalid_request_error", "more_permissions_required", "The provided key does not have the required permissions")
            )
        if method == "GET":
            name, more = self.take("look_up" if thing == "refunds" else thing)
            return misbehave(self, name, more, lambda: self._get(path, query), oops)
        if thing == "files":
            return self._once(headers, body, lambda: self._file(headers, body))
        form = form_of(body)
        if thing == "refunds":
            if not form.get("charge") and not form.get("payment_intent"):
                return reply(
                    400, error("invalid_request_error", "parameter_missing", "Must provide payment_intent or charge.", param="charge")
                )
            return self._once(headers, form, lambda: self._refund(form), mood="refund")
        return self._once(headers, form, lambda: self._answer(path.rpartition("/")[2], form), mood="evidence")

    def _once(self, headers: dict[str, str], asked: Any, act: Callable[[], Answer], *, mood: str = "files") -> Answer:
        """A key's first answer, errors of the provider too, is its answer until it is forgotten."""
        key = headers.get("idempotency-key", "")
        with self.lock:
            known = self.kept.get(key)
            if known is not None:
                if known[0] != asked:
                    return reply(
                        400, error("idempotency_error", "", "Keys for idempotent requests can only be used with the same parameters")
                    )
                return known[1][0], known[1][1], {"Idempotent-Replayed": "true", "original-request": "req_1"}
            if key in self.busy:
                return reply(
                    409, error("invalid_request_error", "idempotency_key_in_use", "There is currently another in-progress request")
                )
            self.busy.add(key)
            name, more = self.take(mood)
        done: list[Answer] = []

        def run() -> Answer:
            with self.lock:
                done.append(act())
            return done[0]

        try:
            answer = misbehave(self, name, more, run, oops)
            if key and answer[0] != 429 and name not in ("garbage", "huge"):
                self.kept[key] = (asked, answer)
            elif key and done:
                self.kept[key] = (asked, done[0])
            return answer
        finally:
            if key and done:
                self.kept.setdefault(key, (asked, done[0]))
            self.busy.discard(key)

    def forget(self) -> None:
        """A day has passed: the keys are pruned."""
        with self.lock:
            self.kept.clear()

    # refunds

    def _refund(self, form: dict[str, str]) -> Answer:
        payment = form.get("payment_intent") or form["charge"]
        if payment.startswith(("pi_gone", "ch_gone")):
            return reply(404, error("invalid_request_error", "resource_missing", f"No such payment: '{payment}'", param="payment_intent"))
        amount, left = int(form["amount"]), self.payments.get(payment, 1_000_000) - self.taken(payment)
        if left <= 0:
            return reply(400, error("invalid_request_error", "charge_already_refunded", "Charge has already been refunded."))
        if amount > left:
            return reply(
                400,
                error("invalid_request_error", "", f"Refund amount ({amount}) is greater than unrefunded amount ({left})", param="amount"),
            )
        mood, more = self.take("outcome")
        made: dict[str, Any] = {
            "id": f"re_{token_hex(8)}", "object": "refund", "amount": amount, "balance_transaction": None, "charge": form.get("charge", "ch_1"),
            "created": AT + len(self.refunds), "currency": more.get("currency", "eur"), "destination_details": {"card": {"type": "refund"}, "type": "card"},
            "metadata": {name[9:-1]: value for name, value in form.items() if name.startswith("metadata[")},
            "payment_intent": form.get("payment_intent"), "reason": None, "receipt_number": None, "source_transfer_reversal": None, "status": "succeeded",
            "transfer_reversal": None, "customer": None, "customer_account": None, "payment_method": None,
        }  # fmt: skip
        self.refunds.insert(0, made)
        if mood in ("pending", "requires_action"):
            made |= {"status": mood} | ({"pending_reason": more["why"]} if "why" in more else {})
        elif mood in ("failed", "canceled"):
            made |= {"status": mood, "failure_reason": more.get("why", "unknown")}
        else:
            self.moved.append((payment, amount))
        return reply(200, made)

    def taken(self, payment: str) -> int:
        return sum(
            one["amount"]
            for one in self.refunds
            if payment in (one["payment_intent"], one["charge"]) and one["status"] not in ("failed", "canceled")
        )

    def by_key(self, key: str) -> list[dict[str, Any]]:
        return [one for one in self.refunds if one["metadata"].get("makegood_key") == key]

    def end(self, key: str = "", *, failure: str = "") -> None:
        """What waits (of this key) ends; what had left comes back where it fails."""
        with self.lock:
            for one in self.refunds:
                if key and one["metadata"].get("makegood_key") != key:
                    continue
                payment = one["payment_intent"] or one["charge"]
                if failure and one["status"] == "succeeded":
                    self.moved.append((payment, -one["amount"]))
                    one |= {"status": "failed", "failure_reason": failure}
                elif one["status"] in ("pending", "requires_action"):
                    one |= {"status": "failed", "failure_reason": failure} if failure else {"status": "succeeded"}
                    self.moved += [] if failure else [(payment, one["amount"])]

    def _get(self, path: str, query: dict[str, str]) -> Answer:
        thing, _, name = path.removeprefix("/v1/").partition("/")
        if thing == "balance_transactions":
            return self._balance(path, query)
        rows = self.refunds if thing == "refunds" else list(self.disputes.values())
        if name:
            found = next((one for one in rows if one["id"] == name), None)
            return (
                reply(200, found) if found else reply(404, error("invalid_request_error", "resource_missing", "No such thing", param="id"))
            )
        for field in ("payment_intent", "charge"):
            if field in query:
                rows = [one for one in rows if one[field] == query[field]]
        places = [place for place, one in enumerate(rows) if one["id"] == query.get("starting_after")]
        rest = rows[places[0] + 1 :] if places else rows
        page = rest[: int(query.get("limit", "10"))]
        return reply(200, {"object": "list", "data": page, "has_more": len(rest) > len(page), "url": path})

    # the balance

    def book(self, kind: str, amount: int, at: int, *, source: Any = None, payout: str = "", **more: Any) -> dict[str, Any]:
        """A balance transaction of `amount` (signed); a refund's source is the refund itself, as it is when it is expanded."""
        fee = more.get("fee", 0)
        made: dict[str, Any] = {
            "id": f"txn_{token_hex(8)}", "object": "balance_transaction", "amount": amount, "available_on": at, "created": at, "currency": "eur",
            "description": None, "exchange_rate": None, "fee": fee, "fee_details": [], "net": amount - fee, "reporting_category": more.pop("category", kind),
            "source": source, "status": "available", "type": kind, "balance_type": "payments",
        } | more  # fmt: skip
        with self.lock:
            self.balance.insert(0, made)
            self.payouts.setdefault(payout, []).append(made["id"])
        return made

    def _balance(self, path: str, query: dict[str, str]) -> Answer:
        rows = [one for one in self.balance if query.get("type") in (None, one["type"])]
        rows = [one for one in rows if "payout" not in query or one["id"] in self.payouts.get(query["payout"], [])]
        rows = [one for one in rows if int(query.get("created[gte]", 0)) <= one["created"] < int(query.get("created[lt]", 1 << 40))]
        places = [place for place, one in enumerate(rows) if one["id"] == query.get("starting_after")]
        rest = rows[places[0] + 1 :] if places else rows
        page = rest[: int(query.get("limit", "10"))]
        expanded = query.get("expand[]") == "data.source"
        shown = [one if expanded or not isinstance(one["source"], dict) else one | {"source": one["source"]["id"]} for one in page]
        return reply(200, {"object": "list", "data": shown, "has_more": len(rest) > len(page), "url": path})

    # disputes

    def _answer(self, name: str, form: dict[str, str]) -> Answer:
        found = self.disputes.get(name)
        if found is None:
            return reply(404, error("invalid_request_error", "resource_missing", "No such dispute", param="id"))
        if found["status"] not in ("needs_response", "warning_needs_response"):
            return reply(400, error("invalid_request_error", "", "This dispute is already closed or under review"))
        found["evidence"] |= {field[9:-1]: value for field, value in form.items() if field.startswith("evidence[")}
        found["metadata"] |= {field[9:-1]: value for field, value in form.items() if field.startswith("metadata[")}
        details = found["evidence_details"]
        details["has_evidence"] = True
        if form.get("submit") != "false":
            details["submission_count"] += 1
            found["status"] = "warning_under_review" if found["status"].startswith("warning") else "under_review"
        return reply(200, found)

    def _file(self, headers: dict[str, str], body: bytes) -> Answer:
        parsed = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
            f"Content-Type: {headers['content-type']}\r\n\r\n".encode() + body
        )
        parts = {str(part.get_param("name", header="content-disposition")): part for part in parsed.iter_parts()}
        content = parts["file"].get_payload(decode=True)
        made = {
            "id": f"file_{token_hex(8)}", "object": "file", "created": AT, "expires_at": None, "filename": parts["file"].get_filename(),
            "links": {"object": "list", "data": [], "has_more": False, "url": "/v1/file_links"}, "purpose": parts["purpose"].get_content().strip(),
            "size": len(content), "title": None, "type": str(parts["file"].get_content_type()).rpartition("/")[2], "url": None,
        }  # fmt: skip
        self.files[str(made["id"])] = made | {"content": content}
        return reply(200, made)


def event(kind: str, thing: dict[str, Any], name: str = "") -> bytes:
    """A message as Stripe makes it."""
    made = {
        "id": name or f"evt_{token_hex(8)}", "object": "event", "api_version": None, "created": AT, "data": {"object": thing}, "livemode": False,
        "pending_webhooks": 1, "request": {"id": None, "idempotency_key": None}, "type": kind,
    }  # fmt: skip
    return json.dumps(made).encode()


def signature(body: bytes, *, at: int, secret: str = SECRET) -> str:
    return f"t={at},v1={sign(secret, body, at=at)}"


def error(kind: str, code: str, message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"type": kind, "message": message} | ({"code": code} if code else {}) | more}


def oops(status: int) -> dict[str, Any]:
    return error("api_error", "rate_limit" if status == 429 else "", "Something went wrong")
