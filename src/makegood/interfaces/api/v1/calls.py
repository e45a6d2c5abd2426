"""One call is one unit: token, key, effect and answer in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from makegood.apps.parties import queries as parties
from makegood.base.actor import Actor
from makegood.base.idempotency import claim_key, remember
from makegood.base.points import verb_of
from makegood.base.unit import unit
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the shop and the actor that stands in the timeline."""

    merchant_id: int
    by: Actor


def _authenticate(request: HttpRequest, verb: str) -> Caller:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Refusal("token_missing", "This call needs a token.", "Send it as `Authorization: Bearer ...`.", status=401)
    token = parties.enter_by_token(secret.strip(), "" if verb == "read" else request.headers.get("Idempotency-Key", "")[:255], now=now_of(request))
    if token is None:
        raise Refusal("token_invalid", "This token is not known or was revoked.", "Make a new one on the desk.", status=401)
    if verb not in token.verbs:
        raise Refusal("verb_not_allowed", f"This token may not {verb}.", f"Make a token with the verb {verb}.", status=403)
    return Caller(token.merchant_id, Actor("api", f"token:{token.token_id}"))


def call(verb: str, *, status: int = 200) -> Callable[[Callable[..., Any]], Callable[..., HttpResponse]]:
    """Wrap an operation: `view(request, caller, ...)` returns plain JSON values.

    Writes (every verb but read) need an Idempotency-Key; the first answer is given again, marked `Idempotency-Replayed: true`.
    """

    def wrap(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
        name = verb_of(view)

        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found: list[Caller] = []

            def enter() -> tuple[list[int], Actor]:
                found.append(_authenticate(request, verb))
                return [found[0].merchant_id], found[0].by

            with unit(merchants=enter, let_in=True, verb=name):
                request.caller = found[0]  # type: ignore[attr-defined]
                if verb == "read":
                    return JsonResponse(view(request, *args, **kwargs), status=status, safe=False)
                return _write(request, view, status, args, kwargs)

        return run

    return wrap


def _write(request: HttpRequest, view: Callable[..., Any], status: int, args: Any, kwargs: Any) -> HttpResponse:
    key = request.headers.get("Idempotency-Key", "")
    if not key or len(key) > 255:
        raise Refusal(
            "idempotency_key_missing",
            "A write needs an Idempotency-Key of up to 255 characters.",
            "Send a new random key with each new request, and the same key when you repeat one.",
            status=400,
        )
    claimed = claim_key(key, method=request.method or "POST", path=request.path, body=_body(request))
    if claimed.replay is not None:
        code, answer = claimed.replay
        return JsonResponse(answer, status=code, safe=False, headers={"Idempotency-Replayed": "true"})
    answer = view(request, *args, **kwargs)
    remember(claimed, status=status, answer=answer, now=now_of(request))
    return JsonResponse(answer, status=status, safe=False)


def _body(request: HttpRequest) -> str:
    return digest_of_bytes(request.body)


def caller_of(request: HttpRequest) -> Caller:
    caller: Caller = request.caller  # type: ignore[attr-defined]
    return caller


def close_at_rest(request: HttpRequest, case_id: int) -> None:
    """The last step of a program ends the case, as a person's does; what else is due stays the program's own to call."""
    follow(merchant_id=caller_of(request).merchant_id, case_id=case_id, now=now_of(request), only=frozenset({"close_return"}))
