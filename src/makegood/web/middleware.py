"""Every request: its moment, its id, and what becomes of a refusal."""

import re
import secrets
from collections.abc import Callable

import structlog
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from makegood.kernel.refusal import Refusal
from makegood.web.clock import current_time
from makegood.web.problems import AWAY, away, error_page, problem, unfit

_ID = re.compile(r"[\w.-]{8,64}\Z")


class RequestContext:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _ID.match(given) else secrets.token_hex(8)  # type: ignore[attr-defined]
        request.now = current_time()  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request=request.id):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


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
        return problem(request, exception) if request.path.startswith("/api/") else error_page(request, exception)
