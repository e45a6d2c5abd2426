"""Refusals and faults as people and programs see them (RFC 9457)."""

import logging
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.kernel.refusal import Refusal
from makegood.web.kept import is_from_here, keep_form, typed_words
from makegood.web.scope import home_of

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)  # the connection broke, or there was none to be had
RETRY_AFTER_S = 5


def problem_of(refusal: Refusal, *, instance: str = "") -> dict[str, Any]:
    """The members of a problem document."""
    found = {
        "type": f"{settings.MAKEGOOD_BASE_URL}/api/v1/problems#{refusal.code}",
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
        found["errors"] = [{"pointer": f"#/{refusal.field}", "detail": refusal.message, "at": refusal.field, "message": refusal.message}]
    return found | refusal.extra


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body = problem_of(refusal, instance=request.path)
    response = JsonResponse(body, status=refusal.status, content_type="application/problem+json")
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return _known(response, refusal)


def error_page(request: HttpRequest, refusal: Refusal, *, words: Sequence[str] = ()) -> HttpResponse:
    """A page that says what is wrong, why, and where to go from here; never a stack trace."""
    context = {
        "message": refusal.message, "remedy": refusal.remedy, "why": refusal.extra.get("why", ""), "status": refusal.status,
        "request_id": getattr(request, "id", ""), "words": words,
    }  # fmt: skip
    if refusal.status >= 500:  # what broke may be the very thing that a fuller page would ask
        return _page(render_to_string("web/error.html", context), refusal)
    merchant = getattr(request, "merchant", None)
    language = "zh-hans" if request.path.startswith("/supplier/") and request.headers.get("Accept-Language", "").startswith("zh") else None
    with translation.override(language) if language else nullcontext():
        ways, home = ways_out(request, refusal, merchant)
        context |= {"merchant": merchant, "ways": ways, "home": home, "sign_out": refusal.code in ("no_shop", "no_hub", "role_may_not")}
        return _page(render_to_string("web/error.html", context, request), refusal)


def _page(text: str, refusal: Refusal) -> HttpResponse:
    return _known(HttpResponse(text, status=refusal.status), refusal)


def _known(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """With what the log and the counts call it, and when to come back."""
    response.refusal = refusal.code  # type: ignore[attr-defined]
    if refusal.status in (429, 503) or "retry_after_s" in refusal.extra:
        response["Retry-After"] = str(refusal.extra.get("retry_after_s", 60 if refusal.status == 429 else RETRY_AFTER_S))
    return response


def ways_out(request: HttpRequest, refusal: Refusal, merchant: Any) -> tuple[list[dict[str, str]], str]:
    """([{"address", "text"}], the start page): the pages that this reader may go to from where they stand."""
    if request.path.startswith("/dock/") and refusal.code != "no_hub" or refusal.code == "no_shop":
        return [{"address": reverse("dock"), "text": _("To the scanner")}], reverse("dock")
    if request.path.startswith(("/desk/", "/dock/")):
        member = getattr(request, "membership", None)
        if member is not None and home_of(member.role) != "today":
            return [{"address": reverse("books"), "text": _("To the books")}], reverse("books")
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
    if isinstance(sys.exc_info()[1], AWAY):  # outside the views: a session could not be read or kept
        return answer_to(request, away(sys.exc_info()[1]))
    return answer_to(
        request, Refusal("fault", _("Something broke on our side."), _("Nothing was changed. Please try again in a minute."), status=500)
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page comes back with everything typed, where it was our own; what another site sent is refused."""
    text = _("This form was open for too long, or cookies are switched off.")
    refusal = Refusal("form_too_old", text, _("Go back, reload the page and send it again."), status=403)
    if request.path.startswith("/api/") or not is_from_here(request):
        return answer_to(request, refusal)
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        return HttpResponseRedirect(keep_form(request))
    refusal.remedy = _("Allow cookies for this site, then send it again.")
    return error_page(request, refusal, words=typed_words(dict(request.POST.lists())))


def answer_to(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page, or a problem document under /api/."""
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
