"""Refusals and faults as people and programs see them (RFC 9457)."""

from contextlib import nullcontext
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.kernel.refusal import Refusal


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
    """A page that says what is wrong, why, and where to go from here; never a stack trace."""
    context = {
        "message": refusal.message, "remedy": refusal.remedy, "why": refusal.extra.get("why", ""), "status": refusal.status,
        "request_id": getattr(request, "id", ""),
    }  # fmt: skip
    if refusal.status >= 500:  # what broke may be the very thing that a fuller page would ask
        return HttpResponse(render_to_string("web/error.html", context), status=refusal.status)
    merchant = getattr(request, "merchant", None)
    language = "zh-hans" if request.path.startswith("/supplier/") and request.headers.get("Accept-Language", "").startswith("zh") else None
    with translation.override(language) if language else nullcontext():
        ways, home = ways_out(request, refusal, merchant)
        context |= {"merchant": merchant, "ways": ways, "home": home, "sign_out": refusal.code in ("no_shop", "no_hub", "owner_only")}
        return HttpResponse(render_to_string("web/error.html", context, request), status=refusal.status)


def ways_out(request: HttpRequest, refusal: Refusal, merchant: Any) -> tuple[list[dict[str, str]], str]:
    """([{"address", "text"}], the start page): the pages that this reader may go to from where they stand."""
    if request.path.startswith("/dock/") and refusal.code != "no_hub" or refusal.code == "no_shop":
        return [{"address": reverse("dock"), "text": _("To the scanner")}], reverse("dock")
    if request.path.startswith(("/desk/", "/dock/")):
        ways = [{"address": reverse("today"), "text": _("To Today")}]
        return ways + ([{"address": reverse("cases"), "text": _("All cases")}] if refusal.status == 404 else []), reverse("today")
    if request.path.startswith("/s/") and merchant is not None:
        home = reverse("find", args=[merchant.slug])
        return [{"address": home, "text": _("Start with the order number")}], home
    if request.path.startswith("/supplier/"):
        return [{"address": request.path, "text": _("Try again")}], request.path
    return [{"address": "/", "text": _("To the start")}], "/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return answer_to(
            request, Refusal("too_large", _("This was too much at once."), _("Go back and send fewer or smaller pictures."), status=413)
        )
    return answer_to(request, Refusal("bad_request", _("This request could not be read."), _("Go back and try again."), status=400))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer_to(
        request, Refusal("forbidden", _("You may not see this."), _("Sign in with another account, or ask the shop."), status=403)
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer_to(request, Refusal("not_found", _("There is no such page."), _("Check the address, or start again."), status=404))


def server_error(request: HttpRequest) -> HttpResponse:
    return answer_to(
        request, Refusal("fault", _("Something broke on our side."), _("Nothing was changed. Please try again in a minute."), status=500)
    )


def busy() -> Refusal:
    """The database is away or takes too long: nothing was kept, and trying again is right."""
    return Refusal("busy", _("This takes longer than it should."), _("Nothing was changed. Wait a minute, then send it again."), status=503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("This form was open for too long, or cookies are switched off.")
    return answer_to(request, Refusal("form_too_old", text, _("Go back, reload the page and send it again."), status=403))


def answer_to(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page, or a problem document under /api/."""
    answer = problem(request, refusal) if request.path.startswith("/api/") else error_page(request, refusal)
    if refusal.status in (429, 503):
        answer["Retry-After"] = "60"
    return answer


def unfit() -> Refusal:
    """A value that no column takes: a NUL in a text, a number out of all measure."""
    return Refusal(
        "bad_input", "A value can't be kept: it is too large, or holds a character that is none.", "Check what was typed.", status=400
    )
