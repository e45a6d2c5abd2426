"""Signing in and out: with a password and what is set up besides it, or with a passkey alone.

What is wrong is never said more closely than "don't fit together".
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from makegood.apps.parties import queries as parties
from makegood.apps.parties.demands import demanded_from, is_demanded
from makegood.journeys.prove_factor import prove_code, prove_passkey
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.passkeys import ask_known, is_possible, known_passkey
from makegood.web.scope import home_of
from makegood.web.second import half, half_in, let_in
from makegood.web.security import address_of, count_try
from makegood.web.templatetags.money_tags import day_short

QUARTER = timedelta(minutes=15)


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    to, refusal = _next(request), None
    if request.method != "POST" and request.user.is_authenticated:
        return HttpResponseRedirect(to or _home(request.user))
    email, shared = request.POST.get("username", "").strip()[:254], "shared" in request.POST
    if request.method == "POST":
        try:
            if "answer" in request.POST:
                return _by_passkey(request, to, shared)
            _count(request, email)
            person = authenticate(request, username=email.lower(), password=request.POST.get("password", "")[:1000])
            if person is not None and parties.factors_of(person.pk):
                half_in(request, person, to=to, shared=shared)
                return HttpResponseRedirect(reverse("sign_in_second"))
            if person is not None:
                return _welcome(request, person, to, how="", shared=shared)
            refusal = Refusal(
                "sign_in_wrong",
                _("E-mail address and password don't fit together."),
                _("Check both, or choose a new password."),
                status=422,
            )
        except Refusal as found:
            refusal = found
    context = {"refusal": refusal, "email": email, "next": to, "shared": shared, "passkeys": is_possible(request)}
    return render(request, "desk/sign_in.html", context, status=refusal.status if refusal else 200)


@sensitive_post_parameters("code", "answer")
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """The second half: a code of the app, a recovery code, or a passkey. The password's half lasts ten minutes."""
    began, refusal = half(request), None
    person = parties.person_by_id(began["person"]) if began else None
    if began is None or person is None:
        messages.info(request, _("Please sign in again: that took too long."))
        return HttpResponseRedirect(reverse("sign_in"))
    if request.method == "POST":
        try:
            if "answer" in request.POST:  # a signature can't be guessed: whoever guesses codes does not lock it out
                count_try("sign-in-from", address_of(request), now=now_of(request), most=60, per=QUARTER)
                factor, used = known_passkey(request, request.POST["answer"], person.pk)
                prove_passkey(factor=factor, used=used, now=now_of(request))
                how = "passkey"
            else:
                _count_second(request, str(person.pk))
                how = prove_code(person_id=person.pk, typed=request.POST.get("code", "")[:60], now=now_of(request))
            return _welcome(request, person, began["to"], how=how, shared=began["shared"])
        except Refusal as found:
            refusal = found
    kinds = {one.kind for one in parties.factors_of(person.pk)}
    context = {"refusal": refusal, "app": "totp" in kinds, "passkeys": "passkey" in kinds and is_possible(request)}
    return render(request, "desk/sign_in_second.html", context, status=refusal.status if refusal else 200)


@never_cache
def passkey(request: HttpRequest) -> HttpResponse:
    """What the browser is asked: for one of theirs where somebody is half in, for any otherwise. Asked for only when a person presses the button."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    count_try("passkey-from", address_of(request), now=now_of(request), most=100, per=QUARTER)
    began = half(request) if "second" in request.GET else None
    return JsonResponse(ask_known(request, began["person"] if began else None))


def _by_passkey(request: HttpRequest, to: str, shared: bool) -> HttpResponse:
    """Whoever holds the device and can open it is in: both are shown at once."""
    count_try("sign-in-from", address_of(request), now=now_of(request), most=60, per=QUARTER)
    factor, used = known_passkey(request, request.POST["answer"], None)
    prove_passkey(factor=factor, used=used, now=now_of(request))
    return _welcome(request, factor.person, to, how="passkey", shared=shared)


def _welcome(request: HttpRequest, person: Any, to: str, *, how: str, shared: bool) -> HttpResponse:
    let_in(request, person, how=how, shared=shared)
    for one in [] if how else parties.memberships_of(person):
        since = demanded_from(one.merchant.settings) if one.merchant else None
        if (
            one.merchant is not None
            and since is not None
            and not is_demanded(one.merchant.settings, zone=one.merchant.zone, now=now_of(request))
        ):
            words = {"shop": one.merchant.name, "day": day_short(since, one.merchant.zone)}
            messages.info(
                request, _("From %(day)s %(shop)s lets nobody in with a password alone: set up a second factor under You.") % words
            )
    response = HttpResponseRedirect(to or _home(person))
    language = getattr(person, "language", "")
    if language:  # the pages before the sign-in speak it too from now on
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax")
    return response


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


def _count_second(request: HttpRequest, person: str) -> None:
    """Ten codes a quarter of an hour: whoever has the password guesses one of a million for years. From everywhere together, as they all have it."""
    try:
        count_try("second", person, now=now_of(request), most=10, per=QUARTER)
    except Refusal:
        message = _("Too many codes were tried in a short time.")
        raise Refusal(
            "too_many_tries", message, _("Wait a quarter of an hour, then type the code that the app shows."), status=429
        ) from None


def _next(request: HttpRequest) -> str:
    """Where they wanted to go, on this site only."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else ""


def _home(person: Any) -> str:
    """What they work with in their first shop; the dock for who works at a hub only."""
    places = parties.memberships_of(person)
    shops = [one for one in places if one.merchant_id is not None]
    return reverse("dock") if places and not shops else reverse(home_of(shops[0].role) if shops else "today")


def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        logout(request)
        messages.info(request, _("You are signed out."))
    return HttpResponseRedirect(reverse("sign_in"))
