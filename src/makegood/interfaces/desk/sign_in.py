"""Signing in and out. What is wrong is never said more closely than "don't fit together"."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from makegood.apps.parties import queries as parties
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.security import address_of, count_try

QUARTER = timedelta(minutes=15)


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    to, refusal = _next(request), None
    if request.method != "POST" and request.user.is_authenticated:
        return HttpResponseRedirect(to or _home(request))
    email = request.POST.get("username", "").strip()[:254]
    if request.method == "POST":
        try:
            _count(request, email)
            person = authenticate(request, username=email.lower(), password=request.POST.get("password", "")[:1000])
            if person is not None:
                login(request, person)
                response = HttpResponseRedirect(to or _home(request))
                language = getattr(person, "language", "")
                if language:  # the pages before the sign-in speak it too from now on
                    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax")
                return response
            refusal = Refusal(
                "sign_in_wrong",
                _("E-mail address and password don't fit together."),
                _("Check both, or choose a new password."),
                status=422,
            )
        except Refusal as found:
            refusal = found
    return render(request, "desk/sign_in.html", {"refusal": refusal, "email": email, "next": to}, status=refusal.status if refusal else 200)


def _count(request: HttpRequest, email: str) -> None:
    """Few tries from one place at one account, more at all accounts together, many at one account: nobody locks somebody else out."""
    now, where, who = now_of(request), address_of(request), email.lower()
    try:
        count_try("sign-in", f"{where}:{who}", now=now, most=10, per=QUARTER)
        count_try("sign-in-from", where, now=now, most=60, per=QUARTER)
        count_try("sign-in-of", who, now=now, most=200, per=QUARTER)
    except Refusal:
        raise Refusal(
            "too_many_tries", _("That was tried too often in a short time."),
            _("Wait a quarter of an hour, or choose a new password by mail."), status=429,
        ) from None  # fmt: skip


def _next(request: HttpRequest) -> str:
    """Where they wanted to go, on this site only."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else ""


def _home(request: HttpRequest) -> str:
    """The desk for who works in a shop, the dock for who works at a hub only."""
    places = parties.memberships_of(request.user)  # type: ignore[arg-type]
    return reverse("dock") if places and all(one.merchant_id is None for one in places) else reverse("today")


def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        logout(request)
        messages.info(request, _("You are signed out."))
    return HttpResponseRedirect(reverse("sign_in"))
