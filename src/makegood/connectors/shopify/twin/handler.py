"""One request to the twin: its door, its moods, what comes back. What is where: `server`."""

import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from makegood.base.stand_in import Answering
from makegood.connectors.shopify.twin import bulk, engine
from makegood.connectors.shopify.twin.asking import Call
from makegood.connectors.shopify.twin.control import do
from makegood.connectors.shopify.twin.faults import FINE, take
from makegood.connectors.shopify.twin.staff import Wrong

if TYPE_CHECKING:
    from makegood.connectors.shopify.twin.server import Twin

MOST_BODY = 20_000_000
VERSIONS = ("2026-07", "2026-10")
LOCKED = "[API] Invalid API key or access token (unrecognized login or wrong password)"
HTML = b"<html><body>Shopify is down for a moment</body></html>"
BEFORE = {"error_before": 500, "throttle_http": 429, "down": 503}


class Handler(Answering):
    server: "Twin"
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: whoever wants to know asks /control/state."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/healthz":
            return self._answer(200, {"ok": True})
        if path.startswith("/bulk/"):
            found = next((one for shop in self.server.shops.values() if (one := bulk.file(shop, path.removeprefix("/bulk/")))), None)
            return self._send(200, found, {"Content-Type": "application/jsonl"}) if found else self._answer(404, {"errors": "Not Found"})
        return self._answer(404, {"errors": "Not Found"})

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BODY:
            self.close_connection = True
            return self._answer(413, {"errors": "Payload Too Large"})
        raw, path = self.rfile.read(int(length)), urlsplit(self.path).path
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return self._answer(400, {"errors": "Bad Request"})
        if path.startswith("/control/"):
            return self._control(path.removeprefix("/control/"), body)
        if path == "/admin/oauth/access_token":
            return self._token(body)
        parts = path.strip("/").split("/")
        if len(parts) == 4 and parts[:2] == ["admin", "api"] and parts[3] == "graphql.json":
            return self._graphql(parts[2], body)
        return self._answer(404, {"errors": "Not Found"})

    def _token(self, body: dict[str, Any]) -> None:
        """An app of the dev dashboard asks for a day's token by its id and secret; here it is always the shop's own."""
        given = body.get("client_id"), body.get("client_secret")
        for shop in self.server.shops.values():
            known = shop.setup["client_id"], shop.setup["secret"]
            if all(known) and given == known and body.get("grant_type") == "client_credentials":
                granted = {"access_token": shop.setup["token"], "scope": ",".join(shop.setup["scopes"]), "expires_in": 86399}
                return self._answer(200, granted)
        return self._answer(400, {"error": "application_cannot_be_found"})

    def _graphql(self, version: str, body: dict[str, Any]) -> None:
        shop = self.server.opened_by(self.headers.get("X-Shopify-Access-Token", ""))
        if shop is None:
            return self._answer(401, {"errors": LOCKED})
        if version > VERSIONS[-1]:
            return self._answer(404, {"errors": "Not Found"})
        served = version if version in VERSIONS else VERSIONS[0]
        names = engine.fields_of(str(body.get("query") or ""))
        mood = next((one for name in names if (one := take(shop, "call", name)) is not FINE), FINE)
        name = mood["mood"]
        if name == "slow":
            self.server.hold()
        if self._instead(name):
            return None
        answer = engine.answer(Call(shop, served, self.server.address, mood=mood), body)
        return self._after(name, json.dumps(answer).encode(), {"X-Shopify-API-Version": served})

    def _instead(self, mood: str) -> bool:
        """What a mood answers where nothing is done."""
        if mood in BEFORE:
            self._answer(BEFORE[mood], {"errors": "Exceeded rate limit" if mood == "throttle_http" else "Internal Server Error"},
                         {"Retry-After": "2.0"} if mood == "throttle_http" else {})  # fmt: skip
        elif mood == "internal":
            message = "Internal error. Looks like something went wrong on our end.\nRequest ID: 0 (include this in support requests)."
            self._answer(200, {"errors": [{"message": message, "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": "0"}}]})
        elif mood == "reset_before":
            self._reset()
        elif mood == "garbage":
            self._send(200, HTML, {"Content-Type": "text/html"})
        else:
            return False
        return True

    def _after(self, mood: str, content: bytes, headers: dict[str, str]) -> None:
        """What comes back of what was done."""
        if mood == "late":
            self.server.hold()
        if mood == "error_after":
            return self._answer(500, {"errors": "Internal Server Error"})
        if mood == "reset_after":
            return self._reset()
        if mood == "garbage_after":
            return self._send(200, HTML, {"Content-Type": "text/html"})
        if mood == "truncated":
            content = content[: len(content) // 2]
        return self._send(200, content, {"Content-Type": "application/json; charset=utf-8", **headers})

    def _control(self, verb: str, body: dict[str, Any]) -> None:
        if not secrets.compare_digest(self.headers.get("Authorization", ""), f"Bearer {self.server.key}"):
            return self._answer(401, {"error": "unauthorized"})
        try:
            if verb == "release":
                self.server.release()
                return self._answer(200, {})
            if verb == "shops":
                return self._answer(201, {"shop": self.server.add_shop(**body).domain})
            shop = self.server.shops[body.pop("shop")]
            return self._answer(200, do(shop, verb, body, address=self.server.address))
        except (Wrong, ValueError, KeyError, TypeError) as error:
            return self._answer(400, {"error": f"{type(error).__name__}: {error}"})
