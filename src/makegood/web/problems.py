"""Refusals and faults as people and programs see them (RFC 9457)."""

import logging
import sys
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from makegood.kernel.refusal import Refusal

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)  # the connection broke, or there was none to be had
RETRY_AFTER_S = 5


def problem_of(refusal: Refusal, *, instance: str = "") -> dict[str, Any]:
    """The members of a problem document."""
    found = {
        "type": f"urn:makegood:problem:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.message,
        "code": refusal.code,
        "remedy": refusal.remedy,
    }
    if instance:
        found["instance"] = instance
    if refusal.field:
        found["field"] = refusal.field
    return found | refusal.extra


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body = problem_of(refusal, instance=request.path)
    response = JsonResponse(body, status=refusal.status, content_type="application/problem+json")
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return _when(response)


def error_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page that says what is wrong and what to do; never a stack trace. A fault of ours is told without asking the database anything."""
    context = {"message": refusal.message, "remedy": refusal.remedy, "status": refusal.status, "request_id": getattr(request, "id", "")}
    page = render_to_string("web/error.html", context, request if refusal.status < 500 else None)
    return _when(HttpResponse(page, status=refusal.status))


def _when(response: HttpResponse) -> HttpResponse:
    if response.status_code == 503:
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, Refusal("bad_request", _("This request could not be read."), _("Go back and try again."), status=400))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(
        request, Refusal("forbidden", _("You may not see this."), _("Sign in with another account, or ask the shop."), status=403)
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, Refusal("not_found", _("There is no such page."), _("Check the address, or start again."), status=404))


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], AWAY):  # outside the views: a session could not be read or kept
        return _fault(request, away(sys.exc_info()[1]))
    return _fault(
        request, Refusal("fault", _("Something broke on our side."), _("Nothing was changed. Please try again in a minute."), status=500)
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("This form was open for too long, or cookies are switched off.")
    return _fault(request, Refusal("form_too_old", text, _("Go back, reload the page and send it again."), status=403))


def _fault(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, refusal) if request.path.startswith("/api/") else error_page(request, refusal)


def away(error: BaseException | None) -> Refusal:
    """The database went away while we asked it. Whether the last step is in the books is not known, and is not pretended to be."""
    log.warning("the database does not answer", extra={"problem": type(error).__name__, "why": str(error)[:200]})
    return Refusal(
        "database_away",
        _("We can't reach our records for a moment."),
        _("Wait a few seconds and load the page again. See whether your last step is there before you repeat it."),
        status=503,
    )


def unfit() -> Refusal:
    """A value that no column takes: a NUL in a text, a number out of all measure."""
    return Refusal(
        "bad_input", "A value can't be kept: it is too large, or holds a character that is none.", "Check what was typed.", status=400
    )
