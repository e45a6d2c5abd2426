"""One's own account: name, language, password, shops, and every place where one is signed in. For who works at a hub, too."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from makegood.apps.parties import queries as parties
from makegood.base.tenancy import Merchant
from makegood.journeys.change_account import change_account, sign_out_everywhere
from makegood.journeys.change_password import change_password
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import for_members, home_of, speak_own, to_sign_in
from makegood.web.security import count_try

QUARTER = timedelta(minutes=15)


@sensitive_post_parameters("password", "known")
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return to_sign_in(request)
    speak_own(request)
    refusal, steps = None, {"account": _account, "password": _password, "everywhere": _everywhere}
    if request.method == "POST":
        try:
            return steps.get(request.POST.get("do", ""), _account)(request)
        except Refusal as found:
            refusal = found
    places = parties.memberships_of(request.user)  # type: ignore[arg-type]
    shops = [one for one in places if one.merchant_id]
    chosen = next((one for one in shops if one.merchant_id == request.session.get("shop")), shops[0] if shops else None)
    request.membership, request.shops = chosen, shops  # type: ignore[attr-defined]
    context = {
        "merchant": chosen.merchant if chosen else None, "chosen": chosen, "shops": shops, "hubs": [one for one in places if one.organisation_id],
        "refusal": refusal, "languages": settings.LANGUAGES, "person": request.user, "typed": request.POST,
        "factors": parties.factors_of(int(request.user.pk or 0)),
    }  # fmt: skip
    return render(request, "desk/me.html", context, status=refusal.status if refusal else 200)


def _account(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    change_account(person_id=int(request.user.pk or 0), name=request.POST.get("name", ""), language=language)
    if language:
        translation.activate(language)
    messages.success(request, _("Saved."))
    response = HttpResponseRedirect(reverse("me"))
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax")
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


def _password(request: HttpRequest) -> HttpResponse:
    number, now = int(request.user.pk or 0), now_of(request)
    count_try("password-known", str(number), now=now, most=10, per=QUARTER)
    password, known = request.POST.get("password", "")[:1000], request.POST.get("known", "")[:1000]
    update_session_auth_hash(request, change_password(person_id=number, password=password, known=known, now=now))
    messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
    return HttpResponseRedirect(reverse("me"))


def _everywhere(request: HttpRequest) -> HttpResponse:
    sign_out_everywhere(person_id=int(request.user.pk or 0), now=now_of(request))
    logout(request)
    messages.info(request, _("You are signed out everywhere."))
    return HttpResponseRedirect(reverse("sign_in"))


@for_members
def switch_shop(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Another of one's own shops; what is no shop of theirs changes nothing."""
    wanted = next((one for one in request.shops if str(one.merchant_id) == request.POST.get("shop", "")), None)  # type: ignore[attr-defined]
    if request.method == "POST" and wanted is not None:
        request.session["shop"] = wanted.merchant_id
        messages.info(request, _("This is %(shop)s.") % {"shop": wanted.merchant.name})
        return HttpResponseRedirect(reverse(home_of(wanted.role)))
    return HttpResponseRedirect(reverse(home_of(request.membership.role)))  # type: ignore[attr-defined]
