"""Every request: its moment, its id, and what becomes of a refusal."""

import re
import secrets
from collections.abc import Callable

import structlog
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from makegood.kernel.refusal import Refusal
from makegood.web.clock import current_time
from makegood.web.problems import answer_to, busy, unfit

_log = structlog.get_logger(__name__)
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

    What the database can't hold (a NUL in a text, a number beyond its column) is bad input, not a fault of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError):
            exception = unfit()
        if isinstance(exception, (OperationalError, InterfaceError)):
            _log.error("database_away", path=request.path, exc_info=exception)
            exception = busy()
        if not isinstance(exception, Refusal):
            return None
        return answer_to(request, exception)
