"""Shopify's Admin GraphQL API: one document sent, and everything that can come of it told apart.

Sources: the published schemas of 2026-07 and 2026-10, Shopify's pages on rate limits and status codes, and recorded answers of a dev store.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from makegood.base.http import Reply, ask
from makegood.connectors.shopify.documents import document
from makegood.connectors.shopify.token import Token, token_for

NEWEST, OLDEST = "2026-10", "2026-07"
VERSIONS = (NEWEST, OLDEST)
TIMEOUT_S = 20.0
UNSAID_PAUSE_S = 2  # throttled, and no cost beside it that says for how long
_SHOP_STATUS = {
    401: "token_refused",
    402: "shop_frozen",
    403: "token_refused",
    404: "shop_unknown",
    423: "shop_locked",
    430: "asked_to_wait",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One entry of `errors` or `userErrors`: `code` as Shopify names it (may be empty), `path` or `field` with dots between."""

    code: str
    path: str
    message: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`outcome` is as base.http.Reply's: answered, refused (never will), later (did nothing, may be asked again), unknown (may have acted).

    `answered` with `troubles`: a part of the data is missing, and each says which. `user_errors`: the mutation did nothing, or not all.
    `pause_s`: how long to leave the shop alone before the next call: asked for (`later`), or because the bucket of cost points is nearly
    empty. It is never slept here.
    """

    outcome: str
    data: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    troubles: tuple[Trouble, ...] = ()
    user_errors: tuple[Trouble, ...] = ()
    pause_s: int = 0


@dataclass(frozen=True, slots=True)
class Shopify:
    """One shop's API. `address` is the shop's base URL (https://myshop.myshopify.com, or a twin's); `token` is opened from its seal: an
    access token, or an app's credentials (token.pair), for which a token is fetched."""

    address: str
    token: str = field(repr=False)
    version: str = NEWEST
    transport: httpx.BaseTransport | None = field(default=None, repr=False)

    def call(self, name: str, variables: Mapping[str, Any] | None = None, *, timeout_s: float = TIMEOUT_S) -> Answer:
        """Send `documents/<name>.graphql` once. Raises nothing for what the other side does."""
        token = token_for(self.address, self.token, timeout_s=timeout_s, transport=self.transport)
        reply = token if isinstance(token, Reply) else self._send(token.text, name, variables, timeout_s)
        if reply.status == 401 and isinstance(token, Token) and token.fetched:  # it ended early; nothing was done
            token = token_for(self.address, self.token, timeout_s=timeout_s, transport=self.transport, anew=True)
            reply = token if isinstance(token, Reply) else self._send(token.text, name, variables, timeout_s)
        return answer_of(reply)

    def _send(self, token: str, name: str, variables: Mapping[str, Any] | None, timeout_s: float) -> Reply:
        return ask(
            "POST",
            f"{self.address}/admin/api/{self.version}/graphql.json",
            headers={"X-Shopify-Access-Token": token, "Accept": "application/json"},
            timeout_s=timeout_s,
            body={"query": document(name), "variables": dict(variables or {})},
            transport=self.transport,
        )


def answer_of(reply: Reply) -> Answer:
    """A reply over HTTP as an answer of GraphQL: a status 200 may still be a refusal, or no more than a part."""
    if reply.outcome != "answered":
        problem = _SHOP_STATUS.get(reply.status, reply.problem)
        outcome = "later" if problem == "asked_to_wait" else reply.outcome
        return Answer(outcome, problem=problem, troubles=_troubles(part(reply.body).get("errors")), pause_s=reply.retry_after or 0)
    body = part(reply.body)
    troubles = _troubles(body.get("errors"))
    data, cost = body.get("data"), part(part(body.get("extensions")).get("cost"))
    codes = {one.code for one in troubles}
    if "THROTTLED" in codes:
        return Answer("later", problem="asked_to_wait", troubles=troubles, pause_s=_pause(cost) or UNSAID_PAUSE_S)
    if not isinstance(data, dict) or (troubles and not any(value is not None for value in data.values())):
        return Answer(_whole_outcome(codes), problem=_whole_problem(codes), troubles=troubles)
    return Answer("answered", data, troubles=troubles, user_errors=_user_errors(data), pause_s=_pause(cost))


def part(value: Any) -> dict[str, Any]:
    """An object, or an empty one: an answer of another form is no reason to raise."""
    return value if isinstance(value, dict) else {}


def _whole_outcome(codes: set[str]) -> str:
    """Nothing came back. What carries no code, or broke inside, may have acted first; everything else was refused before it began."""
    return "unknown" if not codes or codes & {"", "INTERNAL_SERVER_ERROR", "TIMEOUT"} else "refused"


def _whole_problem(codes: set[str]) -> str:
    for code, problem in (
        ("ACCESS_DENIED", "access_denied"), ("INTERNAL_SERVER_ERROR", "their_fault"), ("TIMEOUT", "no_answer"), ("SHOP_INACTIVE", "shop_frozen"),
        ("MAX_COST_EXCEEDED", "too_costly"),
    ):  # fmt: skip
        if code in codes:
            return problem
    return "document_refused" if codes - {""} else "their_fault" if codes else "unreadable"


def _pause(cost: dict[str, Any]) -> int:
    """Seconds until the bucket holds once more what such a call costs; 0 where it does."""
    bucket = part(cost.get("throttleStatus"))
    try:
        wanted, there, rate = (float(one) for one in (cost["requestedQueryCost"], bucket["currentlyAvailable"], bucket["restoreRate"]))
    except (KeyError, TypeError, ValueError):
        return 0
    missing = min(wanted, float(bucket.get("maximumAvailable") or wanted)) - there
    return math.ceil(missing / rate) if missing > 0 and rate > 0 else 0


def _troubles(errors: Any) -> tuple[Trouble, ...]:
    if isinstance(errors, str):
        return (Trouble("", "", errors[:300]),)
    found = []
    for one in errors if isinstance(errors, list) else []:
        more = part(part(one).get("extensions"))
        path = ".".join(str(step) for step in part(one).get("path") or [] if not isinstance(step, int))
        found.append(
            Trouble(
                str(more.get("code") or "").upper(),
                path,
                str(part(one).get("message") or "")[:300],
                str(more.get("requiredAccess") or "")[:200],
            )
        )
    return tuple(found)


def _user_errors(data: dict[str, Any]) -> tuple[Trouble, ...]:
    found = []
    for payload in data.values():
        errors = payload.get("userErrors") if isinstance(payload, dict) else None
        for one in errors if isinstance(errors, list) else []:
            where = ".".join(str(step) for step in part(one).get("field") or [])
            found.append(Trouble(str(part(one).get("code") or ""), where, str(part(one).get("message") or "")[:300]))
    return tuple(found)
