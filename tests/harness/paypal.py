"""PayPal, as far as refunds and disputes go, on this machine; shapes after Payments v2, Orders v2 and Customer Disputes v1, and a certificate of its own."""

import base64
import datetime as dt
import email.parser
import email.policy
import json
import zlib
from secrets import token_hex
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.harness.standin import Answer, StandIn, form_of, misbehave, reply

CLIENT, PASSWORD, WEBHOOK = "client-of-the-tests", "secret-of-the-tests", "4JH86294D6297924G"
KEY = f"{CLIENT}:{PASSWORD}"
SCOPES = "https://uri.paypal.com/services/payments/refund https://uri.paypal.com/services/disputes/read-seller https://uri.paypal.com/services/applications/webhooks"


class FakePayPal(StandIn):
    """`captures`: {name: (value, currency)}; unknown ones took 100,000.00 EUR. `shows_orders`: does it still show the orders behind them?"""

    def __init__(self) -> None:
        super().__init__()
        self.captures: dict[str, tuple[float, str]] = {}
        self.kept: dict[str, dict[str, Any]] = {}
        self.busy: set[str] = set()
        self.tokens: set[str] = set()
        self.shows_orders = True
        self.disputes: dict[str, dict[str, Any]] = {}
        self.evidence: list[dict[str, Any]] = []
        self.report: list[dict[str, Any]] = []
        self.may_report = True

    def handle(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Answer:
        if path == "/v1/oauth2/token":
            basic = base64.b64encode(KEY.encode()).decode()
            if headers.get("authorization") != f"Basic {basic}" or form_of(body) != {"grant_type": "client_credentials"}:
                return reply(401, {"error": "invalid_client", "error_description": "Client Authentication failed"})
            token = token_hex(12)
            self.tokens.add(token)
            return reply(
                200, {"scope": SCOPES, "access_token": token, "token_type": "Bearer", "app_id": "APP-1", "expires_in": 32_400, "nonce": "x"}
            )
        if headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return reply(401, {"error": "invalid_token", "error_description": "Token signature verification failed"})
        parts = path.strip("/").split("/")
        if method == "POST" and path.startswith("/v2/payments/captures/") and path.endswith("/refund"):
            return self._once(parts[3], headers, json.loads(body))
        if path.startswith("/v1/customer/disputes"):
            name, more = self.take("evidence" if method == "POST" else "disputes")
            return misbehave(self, name, more, lambda: self._dispute(method, parts, query, headers, body), oops)
        if path == "/v1/reporting/transactions":
            name, more = self.take("report")
            return misbehave(self, name, more, lambda: self._report(query), oops)
        name, more = self.take("look_up")
        return misbehave(self, name, more, lambda: self._get(parts), oops)

    def _report(self, query: dict[str, str]) -> Answer:
        """GET /v1/reporting/transactions; shapes after developer.paypal.com/api/transaction-search/v1."""
        if not self.may_report:
            return reply(403, {"name": "NOT_AUTHORIZED", "message": "Authorization failed due to insufficient permissions."})
        start, end = (dt.datetime.fromisoformat(query[name]) for name in ("start_date", "end_date"))
        if end - start > dt.timedelta(days=31):
            return reply(400, {"name": "INVALID_REQUEST", "message": "Date range is greater than 31 days"})
        rows = [one for one in self.report if start <= dt.datetime.fromisoformat(one["transaction_initiation_date"]) < end]
        size, page = int(query["page_size"]), int(query["page"])
        shown = [{"transaction_info": one} for one in rows[(page - 1) * size : page * size]]
        return reply(200, {
            "transaction_details": shown, "account_number": "XZXSPECPDZHZU", "start_date": query["start_date"], "end_date": query["end_date"],
            "last_refreshed_datetime": query["end_date"], "page": page, "total_items": len(rows), "total_pages": max(1, -(-len(rows) // size)), "links": [],
        })  # fmt: skip

    def book(self, code: str, amount: str, at: str, *, name: str, about: str = "", **more: Any) -> dict[str, Any]:
        made = {
            "paypal_account_id": "6STWC2LSUYYYE", "transaction_id": name, "paypal_reference_id": about, "paypal_reference_id_type": "TXN",
            "transaction_event_code": code, "transaction_initiation_date": at, "transaction_updated_date": at,
            "transaction_amount": {"currency_code": "EUR", "value": amount}, "transaction_status": "S", "protection_eligibility": "02",
        } | more  # fmt: skip
        self.report.append(made)
        return made

    def _once(self, capture: str, headers: dict[str, str], asked: dict[str, Any]) -> Answer:
        key = headers.get("paypal-request-id", "")
        with self.lock:
            if key in self.kept:  # the latest state of what was made the first time
                return reply(200, self.kept[key])
            if key in self.busy:
                return reply(422, issue("PREVIOUS_REQUEST_IN_PROGRESS"))
            self.busy.add(key)
            name, more = self.take("refund")
        try:
            return misbehave(self, name, more, lambda: self._refund(capture, key, asked), oops)
        finally:
            self.busy.discard(key)

    def forget(self) -> None:
        """Forty-five days have passed."""
        with self.lock:
            self.kept.clear()

    def _refund(self, capture: str, key: str, asked: dict[str, Any]) -> Answer:
        with self.lock:
            took, currency = self.captures.get(capture, (100_000.0, "EUR"))
            if took == 0:
                return reply(404, {"name": "RESOURCE_NOT_FOUND", "message": "Not there.", "details": [{"issue": "INVALID_RESOURCE_ID"}]})
            value, left = float(asked["amount"]["value"]), took - self.taken(capture)
            if left <= 0:
                return reply(422, issue("CAPTURE_FULLY_REFUNDED"))
            if value > left:
                return reply(422, issue("REFUND_AMOUNT_EXCEEDED"))
            if asked["amount"]["currency_code"] != currency:
                return reply(422, issue("REFUND_CAPTURE_CURRENCY_MISMATCH"))
            mood, _ = self.take("outcome")
            made = {
                "id": token_hex(9)[:17].upper(), "amount": asked["amount"], "status": mood.upper() if mood != "fine" else "COMPLETED", "capture": capture,
                "custom_id": asked.get("custom_id"), "invoice_id": asked.get("invoice_id"), "create_time": "2026-11-20T09:00:00Z",
                "links": [{"rel": "up", "href": f"https://api-m.sandbox.paypal.com/v2/payments/captures/{capture}", "method": "GET"}],
            }  # fmt: skip
            self.refunds.append(made)
            if key:
                self.kept[key] = made
            if made["status"] == "COMPLETED":
                self.moved.append((capture, round(value * 100)))
            return reply(201, made)

    def taken(self, capture: str) -> float:
        return sum(
            float(one["amount"]["value"]) for one in self.refunds if one["capture"] == capture and one["status"] in ("COMPLETED", "PENDING")
        )

    def by_key(self, key: str) -> list[dict[str, Any]]:
        return [one for one in self.refunds if one["custom_id"] == key]

    def end(self, key: str = "", *, failure: str = "") -> None:
        with self.lock:
            for one in self.refunds:
                if key in ("", one["custom_id"]):
                    amount = round(float(one["amount"]["value"]) * 100)
                    if failure and one["status"] == "COMPLETED":
                        self.moved.append((one["capture"], -amount))
                        one["status"] = "FAILED"
                    elif one["status"] == "PENDING":
                        one["status"] = "FAILED" if failure else "COMPLETED"
                        self.moved += [] if failure else [(one["capture"], amount)]

    def _get(self, parts: list[str]) -> Answer:
        kind, name = parts[-2], parts[-1]
        if kind == "refunds":
            found = next((one for one in self.refunds if one["id"] == name), None)
            return (
                reply(200, found)
                if found
                else reply(404, {"name": "RESOURCE_NOT_FOUND", "message": "", "details": [{"issue": "INVALID_RESOURCE_ID"}]})
            )
        if kind == "captures":
            took, currency = self.captures.get(name, (100_000.0, "EUR"))
            given = self.taken(name)
            state = "REFUNDED" if given >= took else "PARTIALLY_REFUNDED" if given else "COMPLETED"
            up = f"https://api-m.sandbox.paypal.com/v2/checkout/orders/O{name}"
            return reply(
                200,
                {
                    "id": name,
                    "status": state,
                    "amount": {"value": f"{took:.2f}", "currency_code": currency},
                    "links": [{"rel": "up", "href": up, "method": "GET"}],
                },
            )
        if not self.shows_orders:
            return reply(404, {"name": "RESOURCE_NOT_FOUND", "message": "", "details": [{"issue": "INVALID_RESOURCE_ID"}]})
        refunds = [one for one in self.refunds if one["capture"] == name[1:]]
        return reply(
            200,
            {
                "id": name,
                "status": "COMPLETED",
                "purchase_units": [{"reference_id": "default", "payments": {"captures": [{"id": name[1:]}], "refunds": refunds}}],
            },
        )

    def _dispute(self, method: str, parts: list[str], query: dict[str, str], headers: dict[str, str], body: bytes) -> Answer:
        if len(parts) == 3:
            return reply(200, {"items": [{"dispute_id": name} for name in self.disputes], "links": []})
        found = self.disputes.get(parts[3])
        if found is None:
            return reply(404, {"name": "RESOURCE_NOT_FOUND", "message": ""})
        if method == "GET":
            return reply(200, found)
        if found["status"] != "WAITING_FOR_SELLER_RESPONSE":
            return reply(422, issue("DISPUTE_NOT_IN_THIS_STATE"))
        parsed = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
            f"Content-Type: {headers['content-type']}\r\n\r\n".encode() + body
        )
        fields = {str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True) for part in parsed.iter_parts()}
        self.evidence.append({"dispute": parts[3], "input": json.loads(fields["input"]), "files": sorted(set(fields) - {"input"})})
        found["status"] = "UNDER_REVIEW"
        found["links"] = [link for link in found["links"] if link["rel"] != "provide_evidence"]
        return reply(
            200, {"links": [{"rel": "self", "href": f"https://api-m.sandbox.paypal.com/v1/customer/disputes/{parts[3]}", "method": "GET"}]}
        )


def issue(word: str) -> dict[str, Any]:
    return {"name": "UNPROCESSABLE_ENTITY", "message": "", "debug_id": "1", "details": [{"issue": word, "description": ""}], "links": []}


def oops(status: int) -> dict[str, Any]:
    return {"name": "RATE_LIMIT_REACHED" if status == 429 else "INTERNAL_SERVER_ERROR", "message": ""}


class Signer:
    """PayPal's hand: a certificate for `host`, and messages signed with it."""

    place = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77"

    def __init__(self, now: dt.datetime, host: str = "messageverificationcerts.sandbox.paypal.com", days: int = 90) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        built = x509.CertificateBuilder(
            issuer_name=name, subject_name=name, public_key=self.key.public_key(), serial_number=1, not_valid_before=now - dt.timedelta(days=1),
            not_valid_after=now + dt.timedelta(days=days),
        )  # fmt: skip
        built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        self.pem = built.sign(self.key, SHA256()).public_bytes(Encoding.PEM)

    def headers(self, body: bytes, *, at: dt.datetime, webhook: str = WEBHOOK, name: str = "t-1", place: str = "") -> dict[str, str]:
        sent = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        signed = f"{name}|{sent}|{webhook}|{zlib.crc32(body)}".encode()
        return {
            "Paypal-Transmission-Id": name, "Paypal-Transmission-Time": sent, "Paypal-Cert-Url": place or self.place, "Paypal-Auth-Algo": "SHA256withRSA",
            "Paypal-Transmission-Sig": base64.b64encode(self.key.sign(signed, padding.PKCS1v15(), SHA256())).decode(),
        }  # fmt: skip


def event(kind: str, resource: dict[str, Any], name: str = "") -> bytes:
    made = {
        "id": name or f"WH-{token_hex(8).upper()}", "event_version": "1.0", "create_time": "2026-11-20T09:00:00Z", "resource_type": "refund",
        "event_type": kind, "summary": "", "resource": resource, "links": [],
    }  # fmt: skip
    return json.dumps(made).encode()
