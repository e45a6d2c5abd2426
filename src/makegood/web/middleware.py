"""Every request: its moment, its id, its line in the log, and what becomes of a refusal."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from makegood.base.about import about, about_nothing
from makegood.kernel.refusal import Refusal
from makegood.web.clock import current_time
from makegood.web.metrics import count_request
from makegood.web.problems import AWAY, answer_to, away, unfit

_ID = re.compile(r"[\w.-]{8,64}\Z")
_QUIET = ("/static/", "/healthz", "/readyz", "/metrics")
log = logging.getLogger("makegood.request")
_NOT_SERVED = "This host is not served here. Whoever runs makegood names its hosts in MAKEGOOD_HOSTS."


class RequestContext:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _ID.match(given) else secrets.token_hex(8)  # type: ignore[attr-defined]
        request.now = current_time()  # type: ignore[attr-defined]
        about_nothing()  # a thread serves one request after another
        about(request_id=request.id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        if not request.path.startswith(_QUIET):
            _tell(request, response, time.perf_counter() - began)
        return response


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """One line a request, and its count. The route is the address's pattern: addresses hold links' tokens."""
    route = "/" + request.resolver_match.route if request.resolver_match else "(none)"
    refusal = getattr(response, "refusal", "")
    count_request(route=route, method=request.method or "", status=response.status_code, seconds=seconds, refusal=refusal)
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    more = {"refusal": refusal} if refusal else {}
    log.log(level, "request", extra={"method": request.method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1), **more})  # fmt: skip


class KnownHosts:
    """A request for a host that is not ours (scanners, a wrong DNS entry) is answered 400 in a sentence: no fault of ours, and no stack trace.

    Stands before everything that asks for the host. The host is not repeated: it is whatever somebody sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            response = HttpResponse(f"<!doctype html><title>400</title><p>{escape(_NOT_SERVED)}</p>", status=400)
            response.refusal = "host_unknown"  # type: ignore[attr-defined]
            return response
        return self.get_response(request)


class Refusals:
    """A refusal that no view caught becomes a page, or a problem document under /api/. The unit was rolled back by then.

    What the database can't hold (a NUL in a text, a number beyond its column) is bad input, not a fault of ours. A database that
    is away is said to be away (503).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError):
            exception = unfit()
        elif isinstance(exception, AWAY):
            exception = away(exception)
        if not isinstance(exception, Refusal):
            return None
        return answer_to(request, exception)
