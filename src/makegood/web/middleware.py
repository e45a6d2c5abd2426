"""Every request: its moment, its id, its line in the log, and what becomes of a refusal."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse

from makegood.base.about import about, about_nothing
from makegood.kernel.refusal import Refusal
from makegood.web.clock import current_time
from makegood.web.metrics import count_request
from makegood.web.problems import AWAY, answer_to, away, unfit

_ID = re.compile(r"[\w.-]{8,64}\Z")
_QUIET = ("/static/", "/healthz", "/readyz", "/metrics")
log = logging.getLogger("makegood.request")


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
