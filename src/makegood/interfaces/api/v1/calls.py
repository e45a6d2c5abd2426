"""One call is one unit: token, key, precondition, effect and answer in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.http import parse_etags

from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import may
from makegood.base.actor import Actor
from makegood.base.idempotency import claim_key, own_key, remember
from makegood.base.points import verb_of
from makegood.base.unit import unit
from makegood.interfaces.api.v1 import limits
from makegood.interfaces.api.v1.paging import link_to_next
from makegood.journeys.note_look import note_look
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the shop, the actor that stands in the timeline, and the idempotency key as this caller's own."""

    merchant_id: int
    by: Actor
    key: str = ""


def authenticate(request: HttpRequest, verb: str = "") -> Caller:
    """Inside a transaction. Without a verb only whether the token is known. Refuses `token_missing`, `token_invalid`, `verb_not_allowed`,
    `idempotency_in_progress`, `too_many_calls`."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret:
        raise Refusal("token_missing", "This call needs a token.", "Send it as `Authorization: Bearer ...`.", status=401)
    digest = parties.digest_of_token(secret)
    limits.before(request, digest)
    key = "" if verb in ("", "read") else request.headers.get("Idempotency-Key", "")
    own = own_key(key, caller=digest, path=request.path)
    token = parties.enter_by_token(secret, own, now=now_of(request))
    limits.after(request, digest, good=token is not None)
    if token is None:
        raise Refusal("token_invalid", "This token is not known, was revoked or has expired.", "Make a new one on the desk.", status=401)
    if verb and not may([f"token:{one}" for one in token.verbs], verb):
        raise Refusal("verb_not_allowed", f"This token may not {verb}.", f"Make a token with the verb {verb}.", status=403)
    if not token.has_key:
        raise Refusal(
            "idempotency_in_progress", "A call with this key is being worked on.", "Repeat this one in a second: then its answer is there.",
            status=409, retry_after_s=1,
        )  # fmt: skip
    return Caller(token.merchant_id, Actor("api", f"token:{token.token_id}"), own)


def call(
    verb: str, *, status: int = 200, of: Callable[..., Any] | None = None, sees: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., HttpResponse]]:
    """Wrap an operation: `view(request, caller, ...)` returns plain JSON values.

    Writes (every verb but read) need an Idempotency-Key; the first answer is given again, marked `Idempotency-Replayed: true`.
    `of` holds the resource that a write changes and gives what a GET of it answers: for If-Match. `sees`: what of customers a read shows.
    """

    def wrap(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
        name = verb_of(view)

        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found: list[Caller] = []

            def enter() -> tuple[list[int], Actor]:
                found.append(authenticate(request, verb))
                return [found[0].merchant_id], found[0].by

            with unit(merchants=enter, let_in=True, verb=name):
                request.caller = found[0]  # type: ignore[attr-defined]
                _no_more_than(request, kwargs)
                if verb == "read":
                    answer = view(request, *args, **kwargs)
                    _note_look(request, sees, answer, kwargs)
                    return _read(request, JsonResponse(answer, status=status, safe=False), answer)
                return _write(request, view, status, of, args, kwargs)

        run.takes_if_match = of is not None  # type: ignore[attr-defined]
        run.verb = verb  # type: ignore[attr-defined]
        return run

    return wrap


def _note_look(request: HttpRequest, sees: str, answer: Any, kwargs: dict[str, Any]) -> None:
    """That this token read it is kept: of each item of a list, or of what the address names."""
    if not sees:
        return
    named = [str(value) for name, value in kwargs.items() if name.endswith("_id")]
    items = [str(one["id"]) for one in answer.get("items", []) if "id" in one] if isinstance(answer, dict) else []
    caller = caller_of(request)
    note_look(merchant_id=caller.merchant_id, kind=sees, subjects=named or items, role="", by=caller.by, now=now_of(request))


def _no_more_than(request: HttpRequest, known: dict[str, Any]) -> None:
    """A filter that is misspelt or given twice would answer something else than was asked: it is refused, as an unknown member of a body is."""
    for name, given in request.GET.lists():
        if name not in known:
            raise Refusal("bad_input", f"There is no parameter {name[:60]} here.", "See the description of this call.", field=name[:60])
        if len(given) > 1:
            raise Refusal("bad_input", f"{name} is given twice.", "Give each parameter once.", field=name)


def _read(request: HttpRequest, response: HttpResponse, answer: Any) -> HttpResponse:
    """A strong ETag for what a GET answers, 304 where the caller has it, and the way to the next page (RFC 8288)."""
    if request.method != "GET":
        return response
    etag = etag_of(response.content)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or etag in [one.removeprefix("W/") for one in known]:
        return HttpResponseNotModified(headers={"ETag": etag})
    response["ETag"] = etag
    if isinstance(answer, dict) and answer.get("next"):
        response["Link"] = link_to_next(request, answer["next"])
    return response


def etag_of(content: bytes) -> str:
    return f'"{digest_of_bytes(content)[:40]}"'


def _write(
    request: HttpRequest, view: Callable[..., Any], status: int, of: Callable[..., Any] | None, args: Any, kwargs: Any
) -> HttpResponse:  # fmt: skip
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= 255 or not key.isascii() or not key.isprintable() or " " in key:
        raise Refusal(
            "idempotency_key_missing",
            "A write needs an Idempotency-Key of up to 255 letters, digits and signs, without spaces.",
            "Send a new random key with each new request, and the same key when you repeat one.",
            status=400,
        )
    claimed = claim_key(caller_of(request).key, method=request.method or "POST", path=request.path, body=_body(request))
    if claimed.replay is not None:
        code, answer = claimed.replay
        return JsonResponse(answer, status=code, safe=False, headers={"Idempotency-Replayed": "true"})
    if "If-Match" in request.headers:
        _check_unchanged(request, of, kwargs)
    answer = view(request, *args, **kwargs)
    kept = {**answer, "secret": None} if isinstance(answer, dict) and "secret" in answer else answer  # shown once, and kept nowhere
    remember(claimed, status=status, answer=kept, now=now_of(request))
    return JsonResponse(answer, status=status, safe=False)


def _check_unchanged(request: HttpRequest, of: Callable[..., Any] | None, kwargs: dict[str, Any]) -> None:
    """The resource is locked and compared with what the caller saw. Refuses `changed_meanwhile` (412) and `if_match_not_here`."""
    if of is None:
        raise Refusal(
            "if_match_not_here", "This call changes nothing that has an ETag.", "Send it without If-Match.", status=400
        )  # fmt: skip
    known = parse_etags(request.headers["If-Match"])
    now = of(request, **{name: value for name, value in kwargs.items() if name.endswith("_id")})
    if "*" in known or etag_of(JsonResponse(now, safe=False).content) in known:
        return
    raise Refusal(
        "changed_meanwhile",
        "Somebody changed this since you read it.",
        "Read it again, then decide anew, with a new Idempotency-Key.",
        status=412,
    )


def _body(request: HttpRequest) -> str:
    return digest_of_bytes(request.body)


def caller_of(request: HttpRequest) -> Caller:
    caller: Caller = request.caller  # type: ignore[attr-defined]
    return caller


def close_at_rest(request: HttpRequest, case_id: int) -> None:
    """The last step of a program ends the case, as a person's does; what else is due stays the program's own to call."""
    follow(merchant_id=caller_of(request).merchant_id, case_id=case_id, now=now_of(request), only=frozenset({"close_return"}))
