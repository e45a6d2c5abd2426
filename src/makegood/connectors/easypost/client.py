"""PostagePort and TrackingPort over EasyPost.

It documents no idempotency key for buying. What keeps a label from being bought twice: one shipment for one key of ours (its `reference`,
by which it is read back), and a shipment's label is bought at most once (the second time it answers SHIPMENT.POSTAGE.EXISTS). Before
each call to buy it is read whether that has happened. Not proven without an account: see docs/adr/0025.
"""

import base64
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from makegood.apps.carriage.ports import PostageAnswer, PostageOrder, Said
from makegood.base.http import Reply, ask, fetch
from makegood.connectors.easypost import mapping

TIMEOUT_S, BUY_TIMEOUT_S = 15.0, 40.0
MOST_LABEL_BYTES = 5_000_000
LABEL_HOSTS = (".amazonaws.com", ".easypost.com")


class EasyPost:
    def __init__(self, address: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.address, self.transport = address.rstrip("/"), transport
        self.headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(), "User-Agent": "makegood"}

    def _call(self, method: str, path: str, body: Any = None, *, timeout_s: float = TIMEOUT_S) -> Reply:
        return ask(method, f"{self.address}/v2{path}", headers=self.headers, timeout_s=timeout_s, body=body, transport=self.transport)

    def _shipment(self, order: PostageOrder) -> Reply:
        return self._call("GET", f"/shipments/{quote(order.shipment or order.key, safe='')}")

    def buy(self, order: PostageOrder) -> PostageAnswer:
        seen = self._shipment(order)
        if seen.outcome == "refused" and seen.status == 404:
            seen = self._call("POST", "/shipments", mapping.shipment_body(order))
            if seen.outcome == "unknown":  # a shipment without a label costs nothing, and is found by its reference the next time
                return PostageAnswer("later", problem=seen.problem)
        if seen.outcome != "answered":
            return _not_done(seen)
        shipment = seen.body if isinstance(seen.body, dict) else {}
        if mapping.is_bought(shipment):
            return mapping.answer_of(shipment, "bought")
        rate, why = mapping.pick_rate(shipment, order)
        if rate is None:
            return mapping.answer_of(shipment, "refused", problem=why, detail=_complaints(shipment))
        path = f"/shipments/{quote(str(shipment.get('id')), safe='')}/buy"
        bought = self._call("POST", path, {"rate": {"id": rate["id"]}}, timeout_s=BUY_TIMEOUT_S)
        return self._bought(shipment, bought)

    def _bought(self, shipment: dict[str, Any], reply: Reply) -> PostageAnswer:
        known = str(shipment.get("id") or "")
        if reply.outcome == "answered" and isinstance(reply.body, dict) and mapping.is_bought(reply.body):
            return mapping.answer_of(reply.body, "bought")
        if reply.outcome in ("answered", "unknown") or mapping.messages_of(reply.body).startswith("SHIPMENT.POSTAGE.EXISTS"):
            return PostageAnswer("unknown", shipment=known, problem=reply.problem or "unreadable", retry_after=reply.retry_after)
        answer = _not_done(reply)
        return PostageAnswer(answer.outcome, shipment=known, problem=answer.problem, detail=answer.detail, retry_after=answer.retry_after)

    def look_up(self, order: PostageOrder) -> PostageAnswer:
        seen = self._shipment(order)
        if seen.outcome == "refused" and seen.status == 404:
            return PostageAnswer("absent")
        if seen.outcome != "answered" or not isinstance(seen.body, dict):
            return PostageAnswer("later", problem=seen.problem or "unreadable", retry_after=seen.retry_after)
        if not mapping.is_bought(seen.body):
            return mapping.answer_of(seen.body, "absent")
        outcome = mapping.void_outcome(seen.body)
        return mapping.answer_of(seen.body, outcome or "bought", problem="refund_rejected" if outcome == "refused" else "")

    def void(self, order: PostageOrder) -> PostageAnswer:
        now = self.look_up(order)
        if now.outcome == "absent":
            return PostageAnswer("void", shipment=now.shipment)
        if now.outcome not in ("bought", "refused"):
            return now
        asked = self._call("POST", f"/shipments/{quote(now.shipment, safe='')}/refund", {})
        if asked.outcome != "answered" or not isinstance(asked.body, dict):
            return _not_done(asked) if asked.outcome != "unknown" else PostageAnswer("unknown", problem=asked.problem)
        outcome = mapping.void_outcome(asked.body) or "unknown"
        return mapping.answer_of(asked.body, outcome, problem="refund_rejected" if outcome == "refused" else "")

    def fetch_label(self, address: str) -> bytes | None:
        """Only from where EasyPost keeps labels: an address in an answer is no reason to call just anybody."""
        parts = urlsplit(address)
        host, own = parts.hostname or "", urlsplit(self.address)
        is_theirs = parts.scheme == "https" and host.endswith(LABEL_HOSTS)
        is_local = own.hostname == "127.0.0.1" and (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        if not (is_theirs or is_local):
            return None
        return fetch(address, timeout_s=TIMEOUT_S, most_bytes=MOST_LABEL_BYTES, transport=self.transport)

    def track(self, *, tracker: str, tracking_number: str) -> tuple[Said, ...] | None:
        if not tracker:
            return None
        reply = self._call("GET", f"/trackers/{quote(tracker, safe='')}")
        return mapping.events_of(reply.body) if reply.outcome == "answered" and isinstance(reply.body, dict) else None

    def greet(self) -> str:
        reply = self._call("GET", "/trackers?page_size=1")
        return "" if reply.outcome == "answered" else _not_done(reply).problem


def _not_done(reply: Reply) -> PostageAnswer:
    """Of a call that certainly changed nothing, or whose change costs nothing."""
    detail = mapping.messages_of(reply.body)
    if reply.outcome == "refused":
        code = {401: "key_refused", 403: "key_refused", 402: "no_funds"}.get(reply.status, "provider_refused")
        return PostageAnswer("refused", problem=code, detail=detail)
    return PostageAnswer("later", problem=reply.problem or "unreadable", detail=detail, retry_after=reply.retry_after)


def _complaints(shipment: dict[str, Any]) -> str:
    """What carriers said in place of a price."""
    rows = shipment.get("messages")
    said = [f"{one.get('carrier')}: {one.get('message')}" for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
    return " ".join("".join(sign if sign.isprintable() else " " for sign in "; ".join(said)).split())[:200]
