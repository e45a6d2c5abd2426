"""Refusals and faults as people and programs see them (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from makegood.kernel.refusal import Refusal
from makegood.web.kept import is_from_here, keep_form, typed_words


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
    return response


def error_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page that says what is wrong and what to do; never a stack trace."""
    context = {"message": refusal.message, "remedy": refusal.remedy, "status": refusal.status, "request_id": getattr(request, "id", "")}
    return HttpResponse(render_to_string("web/error.html", context, request), status=refusal.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, Refusal("bad_request", _("This request could not be read."), _("Go back and try again."), status=400))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(
        request, Refusal("forbidden", _("You may not see this."), _("Sign in with another account, or ask the shop."), status=403)
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, Refusal("not_found", _("There is no such page."), _("Check the address, or start again."), status=404))


def server_error(request: HttpRequest) -> HttpResponse:
    return _fault(
        request, Refusal("fault", _("Something broke on our side."), _("Nothing was changed. Please try again in a minute."), status=500)
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page comes back with everything typed, where it was our own; what another site sent is refused."""
    text = _("This form was open for too long, or cookies are switched off.")
    refusal = Refusal("form_too_old", text, _("Go back, reload the page and send it again."), status=403)
    if request.path.startswith("/api/") or not is_from_here(request):
        return _fault(request, refusal)
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        return HttpResponseRedirect(keep_form(request))
    context = {
        "message": text,
        "remedy": _("Allow cookies for this site, then send it again."),
        "words": typed_words(dict(request.POST.lists())),
    }
    return HttpResponse(render_to_string("web/error.html", context | {"request_id": getattr(request, "id", "")}, request), status=403)


def _fault(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, refusal) if request.path.startswith("/api/") else error_page(request, refusal)


def unfit() -> Refusal:
    """A value that no column takes: a NUL in a text, a number out of all measure."""
    return Refusal(
        "bad_input", "A value can't be kept: it is too large, or holds a character that is none.", "Check what was typed.", status=400
    )
