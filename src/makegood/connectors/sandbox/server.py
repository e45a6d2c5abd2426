"""The sandbox: a payment provider of our own, in a process of its own, that misbehaves when it is told to.

Version 1. JSON over HTTP on 127.0.0.1; every call but GET /healthz bears `Authorization: Bearer KEY`. Amounts are minor units.

    POST /v1/refunds                     Idempotency-Key needed; {"amount", "currency", "payment", "reference", "metadata"?} -> 201 refund
    GET  /v1/refunds/{id}                refund, 404
    GET  /v1/refunds?idempotency_key=K   {"data": [refund] or []}: the question that resolves an unknown outcome
    GET  /v1/events?after=PLACE          {"data": [{"id", "place", "type", "refund", "sent"}]}
    GET  /v1/movements                   {"data": [{"refund", "payment", "amount", "currency"}]}: the money that really moved

A refund: {"id", "status": pending | succeeded | failed, "amount", "moved", "currency", "payment", "reference", "idempotency_key", "failure"}.
The same key with the same body gives the same refund; with another body 409 `key_reused`. Errors: {"error": {"code", "message"}}.
Results are asynchronous: pending first, the end after `--delay` seconds (0: at once). Each change is an event, sent to the webhook's
address after the Standard Webhooks specification and repeated with growing pauses until it is answered with 2xx.

    GET  /control            {"moods", "refunds", "webhook"}
    POST /control            {"moods": [...]}  {"webhook": {"url", "secret"}}  {"auto_deliver": bool}  {"clear": true}
    POST /control/release    {"reference"?, "failure"?}: what waits ends now; calls that were held go on
    POST /control/bounce     {"refund"}: what had left comes back
    POST /control/deliver    {"reverse"?, "again"?}: send what is unsent now (all of it once more), the newest first where `reverse`

A mood is {"mood", "times"?: 1, "call"?: "refund" | "look_up", "reference"?, "payment"?} and is used by the next calls that fit:

    fine                     as it should be            late            done, but the answer waits for a release
    error_before             500, nothing done          slow            the answer waits for a release, then it is done
    error_after              500, done all the same     never           taken, no end and no event until a release
    reset_before             cut off, nothing done      hold            the same with its events
    reset_after              cut off, done              twice           each webhook comes twice
    throttle                 429, `retry_after`: 30     wrong_amount    moves `moved` (twice the amount)
    declined                 402 card_gone              fails_later     taken, then failed
    unknown_payment          404 payment_unknown        garbage         200 with a page of HTML
    huge                     200 with 3 MB
"""

import json
import threading
import time
import urllib.error
import urllib.request
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from makegood.base.stand_in import Answering
from makegood.base.webhooks import sign
from makegood.connectors.sandbox.store import Store

HOST, MOST_BODY, LONGEST_HOLD_S = "127.0.0.1", 100_000, 60
MOODS = (
    "fine", "late", "slow", "error_before", "error_after", "never", "hold", "reset_before", "reset_after", "twice", "throttle", "wrong_amount",
    "declined", "fails_later", "unknown_payment", "garbage", "huge",
)  # fmt: skip
DOES_NOTHING: dict[str, tuple[int, str]] = {
    "error_before": (500, "internal"), "throttle": (429, "rate_limited"), "declined": (402, "card_gone"), "unknown_payment": (404, "payment_unknown"),
}  # fmt: skip


class Sandbox(ThreadingHTTPServer):
    """The server and its clockwork; `held` lets calls go that a mood made wait."""

    daemon_threads = True

    def __init__(self, port: int, store: Store, key: str) -> None:
        super().__init__((HOST, port), Handler)
        self.store, self.key = store, key
        self.held = threading.Condition()
        self.releases = 0
        self.stopping = threading.Event()
        threading.Thread(target=self._tick, daemon=True).start()

    def let_go(self) -> None:
        with self.held:
            self.releases += 1
            self.held.notify_all()

    def hold(self) -> None:
        """Until the next release."""
        with self.held:
            before = self.releases
            self.held.wait_for(lambda: self.releases > before, LONGEST_HOLD_S)

    def _tick(self) -> None:
        while not self.stopping.wait(0.1):
            self.store.finish_due()
            if self.store.settings().get("auto_deliver", "1") == "1":
                self.deliver(self.store.unsent(now=time.time()))

    def deliver(self, events: list[dict[str, Any]]) -> list[int]:
        """One copy of each event; the statuses that came back (0: no answer)."""
        settings = self.store.settings()
        url, secret = settings.get("url", ""), settings.get("secret", "")
        return [self._send(url, secret, event) for event in events] if url else []

    def _send(self, url: str, secret: str, event: dict[str, Any]) -> int:
        body, at = event["body"].encode(), int(time.time())
        headers = {
            "Content-Type": "application/json", "webhook-id": event["id"], "webhook-timestamp": str(at),
            "webhook-signature": sign(secret, message_id=event["id"], at=at, body=body),
        }  # fmt: skip
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers, method="POST"), timeout=5) as answer:
                status = int(answer.status)
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        self.store.mark(event["id"], sent=200 <= status < 300, tries=event["tries"])
        return status


class Handler(Answering):
    server: Sandbox
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: whoever wants to know asks /v1/events."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/healthz":
            return self._answer(200, {"ok": True})
        if not self._allowed():
            return None
        store = self.server.store
        if parts.path == "/v1/refunds":
            return self._look_up(query.get("idempotency_key", ""))
        if parts.path == "/v1/movements":
            return self._answer(200, {"data": store.movements()})
        if parts.path == "/v1/events":
            after = query.get("after", "0")
            return self._answer(200, {"data": store.events(int(after) if after.isdigit() else 0)})
        if parts.path == "/control":
            refunds = [_shown(row) | {"mood": row["mood"]} for row in store.refunds()]
            return self._answer(200, {"moods": store.moods(), "refunds": refunds, "webhook": store.settings().get("url", "")})
        found = store.by_id(parts.path.removeprefix("/v1/refunds/")) if parts.path.startswith("/v1/refunds/") else None
        return self._answer(200, _shown(found)) if found else self._error(404, "not_found")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BODY:
            self.close_connection = True
            return self._error(413, "too_large")
        raw = self.rfile.read(int(length))
        if not self._allowed():
            return None
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            return self._error(400, "bad_request")
        path = urlsplit(self.path).path
        if not isinstance(body, dict):
            return self._error(400, "bad_request")
        if path == "/v1/refunds":
            return self._refund(body)
        if path.startswith("/control"):
            return self._control(path.removeprefix("/control").strip("/"), body)
        return self._error(404, "not_found")

    def _allowed(self) -> bool:
        if self.headers.get("Authorization", "") == f"Bearer {self.server.key}":
            return True
        self._error(401, "unauthorized")
        return False

    def _look_up(self, key: str) -> None:
        mood = self.server.store.take_mood("look_up", "", "")
        if self._misbehaves(mood):
            return None
        found = self.server.store.by_key(key)
        return self._answer(200, {"data": [_shown(found)] if found else []})

    def _refund(self, body: dict[str, Any]) -> None:
        key = self.headers.get("Idempotency-Key", "")
        if not key or not _well_formed(body):
            return self._error(400, "bad_request")
        store = self.server.store
        wanted = json.dumps([body[name] for name in ("amount", "currency", "payment", "reference")])
        mood = store.take_mood("refund", body["reference"], body["payment"])
        known = store.by_key(key)
        if known is not None and known["fingerprint"] != wanted:
            return self._error(409, "key_reused")
        if mood["mood"] == "slow":
            self.server.hold()
        elif mood["mood"] == "reset_before":
            return self._reset()
        elif mood["mood"] in DOES_NOTHING and known is None:
            self._misbehaves(mood)
            return None
        made = store.refund(key, wanted, body, mood)
        if mood["mood"] == "late":
            self.server.hold()
        elif mood["mood"] == "reset_after":
            return self._reset()
        elif mood["mood"] == "error_after":
            return self._error(500, "internal")
        elif mood["mood"] in ("garbage", "huge"):
            self._misbehaves(mood)
            return None
        return self._answer(201, _shown(store.by_id(made["id"]) or made))

    def _misbehaves(self, mood: dict[str, Any]) -> bool:
        """What a mood answers where nothing is done, or instead of what was done."""
        name = mood["mood"]
        if name in DOES_NOTHING:
            status, code = DOES_NOTHING[name]
            self._error(status, code, {"Retry-After": str(mood.get("retry_after", 30))} if status == 429 else {})
        elif name in ("reset_before", "reset_after"):
            self._reset()
        elif name in ("late", "slow"):
            self.server.hold()
            return False
        elif name == "garbage":
            self._send(200, b"<html>Bad gateway</html>", {"Content-Type": "text/html"})
        elif name == "huge":
            self._send(200, b"[" + b" " * 3_000_000 + b"]", {})
        else:
            return False
        return True

    def _control(self, what: str, body: dict[str, Any]) -> None:
        server, store = self.server, self.server.store
        moods = body.get("moods", [])
        if not isinstance(moods, list) or any(not isinstance(one, dict) or one.get("mood") not in MOODS for one in moods):
            return self._error(400, "bad_request")
        if what == "release":
            released = store.release(str(body.get("reference", "")), failure=str(body.get("failure", "")))
            server.let_go()
            return self._answer(200, {"released": released})
        if what == "bounce":
            return self._answer(200, {"bounced": store.bounce(str(body.get("refund", "")))})
        if what == "deliver":
            events = [store.event_row(one["id"]) for one in store.events()] if body.get("again") else store.unsent()
            return self._answer(200, {"statuses": server.deliver(events[::-1] if body.get("reverse") else events)})
        if what:
            return self._error(404, "not_found")
        if body.get("clear"):
            store.clear_moods()
        if isinstance(hook := body.get("webhook"), dict):
            store.set(url=str(hook.get("url", "")), secret=str(hook.get("secret", "")))
        if "auto_deliver" in body:
            store.set(auto_deliver="1" if body["auto_deliver"] else "0")
        store.add_moods(moods)
        return self._answer(200, {"moods": store.moods()})

    def _error(self, status: int, code: str, headers: dict[str, str] | None = None) -> None:
        self._answer(status, {"error": {"code": code, "message": code.replace("_", " ")}}, headers)


def _well_formed(body: dict[str, Any]) -> bool:
    amount = body.get("amount")
    texts = [body.get(name) for name in ("currency", "payment", "reference")]
    return type(amount) is int and amount > 0 and all(isinstance(text, str) and len(text) <= 200 for text in texts)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "status", "amount", "moved", "currency", "payment", "reference", "failure")
    return {name: row[name] for name in names} | {"idempotency_key": row["key"], "metadata": json.loads(row["metadata"])}


def serve(*, port: int, state: Path, key: str, delay_s: float, webhook: tuple[str, str] | None = None) -> None:
    """Until a signal ends the process. `webhook`: address and secret, kept for later runs too."""
    store = Store(state, delay_s=delay_s)
    if webhook is not None:
        store.set(url=webhook[0], secret=webhook[1])
    server = Sandbox(port, store, key)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.stopping.set()
        server.server_close()
        store.close()
