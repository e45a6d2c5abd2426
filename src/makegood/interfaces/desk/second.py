"""What one signs in with besides the password: an app, passkeys, recovery codes. For who works at a hub, too."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from makegood.apps.parties import queries as parties
from makegood.apps.parties.app_secret import opened, sealed
from makegood.apps.parties.codes import app_address, new_app_secret
from makegood.apps.parties.demands import demanded_from, is_demanded
from makegood.journeys.add_factor import add_app, add_passkey, make_recovery_codes
from makegood.journeys.change_factor import remove_factor, rename_factor
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.codes import qr_inline
from makegood.web.passkeys import ask_new, is_possible, new_passkey
from makegood.web.scope import speak_own, to_sign_in
from makegood.web.second import HOW, is_known, is_shared, know_again
from makegood.web.security import count_try

QUARTER = timedelta(minutes=15)
APP, BACK = "app_secret", "second_to"


@sensitive_post_parameters()
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """Recovery codes stand in the answer to the very form that made them, and never again."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    speak_own(request)
    _remember_way(request)
    refusal, codes = None, list[str]()
    if request.method == "POST":
        try:
            codes = _act(request)
            if not codes:
                return HttpResponseRedirect(reverse("second"))
        except Refusal as found:
            refusal = found
    return render(request, "desk/second.html", _shown(request, codes) | {"refusal": refusal}, status=refusal.status if refusal else 200)


@never_cache
def passkey(request: HttpRequest) -> HttpResponse:
    """What the browser is asked for a new one."""
    if request.method != "POST" or not request.user.is_authenticated or not is_known(request):
        return HttpResponse(status=403)
    return JsonResponse(ask_new(request, request.user))


def _act(request: HttpRequest) -> list[str]:
    """What was done, said in a message; the recovery codes where new ones were made."""
    form, do, number, now = request.POST, request.POST.get("do", ""), int(request.user.pk or 0), now_of(request)
    if do == "known":
        count_try("password-known", str(number), now=now, most=10, per=QUARTER)
        if not request.user.check_password(form.get("known", "")[:1000]):
            raise Refusal("password_wrong", _("This is not your password."), _("Type it again."), field="known")
        know_again(request)
        return []
    if not is_known(request):
        message = _("Your password was asked for more than five minutes ago.")
        raise Refusal("password_again", message, _("Type it once more, then go on."), status=403, field="known")
    codes: list[str] = []
    if do == "app":
        request.session[APP] = sealed(new_app_secret())
    elif do == "no_app":
        request.session.pop(APP, None)
    elif do == "code":
        count_try("second-new", str(number), now=now, most=10, per=QUARTER)
        codes = add_app(person_id=number, sealed=request.session.get(APP, ""), code=form.get("code", "")[:20], now=now)
        _stay(request, "totp", _("From now on you sign in with a code of your app, too."))
        request.session.pop(APP, None)
    elif do == "passkey":
        codes = _passkey(request, number)
    elif do == "codes":
        codes = make_recovery_codes(person_id=number, now=now)
    elif do == "rename":
        rename_factor(person_id=number, factor_id=form.get("factor", "")[:24], name=form.get("name", ""))
        messages.success(request, _("Saved."))
    elif do == "remove":
        remove_factor(person_id=number, factor_id=form.get("factor", "")[:24], now=now)
        messages.success(request, _("Removed. It opens nothing here any more."))
        if not parties.factors_of(number):
            request.session[HOW] = ""
    else:
        raise Refusal("action_unknown", _("This is not possible here."), _("Reload the page."), status=400)
    return codes


def _passkey(request: HttpRequest, number: int) -> list[str]:
    if is_shared(request):
        raise Refusal(
            "device_shared",
            _("You said that others use this device: its passkey would be theirs too."),
            _("Add it from a device of your own."),
            status=409,
        )
    made = new_passkey(request, request.POST.get("answer", ""), request.user)
    codes = add_passkey(
        person_id=number, credential=made.credential, key=made.key, used=made.used, name=request.POST.get("name", ""), now=now_of(request)
    )
    _stay(request, "passkey", _("From now on you can sign in with this passkey."))
    return codes


def _stay(request: HttpRequest, how: str, said: str) -> None:
    """The first factor ends every other sign-in, not this one."""
    person = parties.person_by_id(int(request.user.pk or 0))
    if person is not None:
        update_session_auth_hash(request, person)
    request.session[HOW] = request.session.get(HOW) or how
    messages.success(request, said)


def _remember_way(request: HttpRequest) -> None:
    to = request.GET.get("next", "")
    if to and url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        request.session[BACK] = to


def _shown(request: HttpRequest, codes: list[str]) -> dict[str, Any]:
    places = parties.memberships_of(request.user)  # type: ignore[arg-type]
    shops = [one for one in places if one.merchant_id]
    chosen = next((one for one in shops if one.merchant_id == request.session.get("shop")), shops[0] if shops else None)
    request.membership, request.shops = chosen, shops  # type: ignore[attr-defined]
    factors = parties.factors_of(int(request.user.pk or 0))
    shop = chosen.merchant if chosen else None
    found: dict[str, Any] = {
        "merchant": shop, "person": request.user, "app": next((one for one in factors if one.kind == "totp"), None), "typed": request.POST,
        "passkeys": [one for one in factors if one.kind == "passkey"], "factors": factors, "known": is_known(request), "codes": codes,
        "left": parties.recovery_codes_left(int(request.user.pk or 0)), "possible": is_possible(request), "shared": is_shared(request),
        "since": demanded_from(shop.settings) if shop else None, "zone": shop.zone if shop else "UTC",
        "due": shop is not None and is_demanded(shop.settings, zone=shop.zone, now=now_of(request)) and not factors,
        "back": request.session.get(BACK, "") if factors else "",
    }  # fmt: skip
    if APP in request.session and found["known"] and found["app"] is None:
        secret = opened(request.session[APP])
        issuer = f"makegood ({request.get_host()})"
        found["secret"] = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
        found["picture"] = qr_inline(app_address(secret, account=str(getattr(request.user, "email", "")), issuer=issuer))
    return found
