"""Programs that call the API in tests: with headers, and against the real server."""

import json
import secrets
from typing import Any

import httpx
from django.test import Client

from makegood.base.actor import SYSTEM
from makegood.journeys.make_token import make_token
from makegood.web.clock import current_time

VERBS = ("read", "write", "money", "receive")


def token(shop: Any, verbs: tuple[str, ...] = VERBS) -> str:
    return make_token(merchant_id=shop.id, name="test", verbs=list(verbs), by=SYSTEM, now=current_time())


class Program:
    """In the test's own process."""

    def __init__(self, shop: Any, verbs: tuple[str, ...] = VERBS) -> None:
        self.secret, self.client = token(shop, verbs), Client()

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {self.secret}", **_dashed(headers)})

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        given = {"authorization": f"Bearer {self.secret}", "idempotency-key": key or secrets.token_hex(8), **_dashed(headers)}
        return self.client.post(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=given)


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def caller(server: str, secret: str) -> httpx.Client:
    """Against the real server."""
    return httpx.Client(base_url=f"{server}/api/v1", headers={"Authorization": f"Bearer {secret}"}, timeout=20, trust_env=False)
