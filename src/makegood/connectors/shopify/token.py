"""The access token that opens a shop: an older app's own, or one that a newer app fetches with its client id and secret.

Since 1 January 2026 Shopify makes no more apps with a token to copy (its help page on custom apps); an app of the Dev Dashboard exchanges its
credentials for a token that lasts a day (client credentials grant).
"""

import hashlib
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpx

from makegood.base.http import Reply, ask

EARLY_S, SHORTEST_S = 600, 60
_kept: dict[str, tuple[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Token:
    """`fetched`: it came from credentials, so that another one can be had where this one is refused."""

    text: str
    fetched: bool


def pair(client_id: str, client_secret: str) -> str:
    """The key of an app with credentials, as it is sealed: tokens have no colon in them."""
    return f"{client_id}:{client_secret}"


def token_for(address: str, key: str, *, timeout_s: float, transport: httpx.BaseTransport | None, anew: bool = False) -> Token | Reply:
    """The token, kept in this process as long as it lasts; what came of asking for one where there is none."""
    client_id, colon, client_secret = key.partition(":")
    if not colon:
        return Token(key, False)
    name = hashlib.sha256(f"{address}\n{key}".encode()).hexdigest()
    kept = _kept.get(name)
    if kept is not None and not anew and monotonic() < kept[1]:
        return Token(kept[0], True)
    body = {"client_id": client_id, "client_secret": client_secret, "grant_type": "client_credentials"}
    reply = ask(
        "POST",
        f"{address}/admin/oauth/access_token",
        headers={"Accept": "application/json"},
        timeout_s=timeout_s,
        body=body,
        transport=transport,
    )
    said: Any = reply.body if isinstance(reply.body, dict) else {}
    text, lasts = said.get("access_token"), said.get("expires_in")
    if reply.outcome != "answered":
        return reply if reply.outcome != "refused" else Reply("refused", 401, problem="refused")
    if not isinstance(text, str) or not text:
        return Reply("unknown", reply.status, problem="unreadable")
    _kept[name] = (text, monotonic() + max(SHORTEST_S, (lasts if isinstance(lasts, int) else 3600) - EARLY_S))
    return Token(text, True)
