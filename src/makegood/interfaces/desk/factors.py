"""A second step at the sign-in: an app's code, a passkey, recovery codes. Everything but passkeys works without JavaScript."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from makegood.apps.parties import factors
from makegood.apps.parties import queries as parties
from makegood.interfaces.desk.landing import home_of, next_of
from makegood.journeys import change_factors, use_factor
from makegood.kernel.refusal import Refusal
from makegood.web import passkeys
from makegood.web.clock import now_of
from makegood.web.codes import qr_svg
from makegood.web.scope import speak_own, to_sign_in
from makegood.web.security import address_of, count_try

QUARTER = timedelta(minutes=15)
HALF_LASTS = timedelta(minutes=10)
SURE_FOR = timedelta(minutes=5)  # the password is asked again before factors are changed


def keep_half(request: HttpRequest, person: Any, now: datetime) -> None:
    """The password was right; nobody is signed in before the second step."""
    request.session.cycle_key()
    request.session["half"] = [person.id, now.timestamp(), person.get_session_auth_hash()]


def _half(request: HttpRequest) -> Any:
    person_id, at, mark = request.session.get("half") or (0, 0.0, "")
    person = parties.person_by_id(person_id) if person_id else None
    if person is None or now_of(request).timestamp() - at > HALF_LASTS.total_seconds() or person.get_session_auth_hash() != mark:
        request.session.pop("half", None)
        return None
    return person


def _let_in(request: HttpRequest, person: Any) -> HttpResponse:
    to = next_of(request)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session["second"] = True
    return HttpResponseRedirect(to or home_of(person))


@sensitive_post_parameters("code", "answer")
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    person, refusal = _half(request), None
    if person is None:
        return HttpResponseRedirect(reverse("sign_in"))
    if request.method == "POST":
        try:
            count_try("second", str(person.id), now=now_of(request), most=8, per=QUARTER)
            if request.POST.get("answer"):
                _passkey_of(request, person.id)
            else:
                use_factor.use_typed(person_id=person.id, typed=request.POST.get("code", "")[:60], now=now_of(request))
            return _let_in(request, person)
        except Refusal as found:
            refusal = found
    own = factors.factors_of(person.id)
    context = {"refusal": refusal, "kinds": {one.kind for one in own}, "next": next_of(request)}
    return render(request, "desk/second.html", context, status=refusal.status if refusal else 200)


@require_POST
@never_cache
def ask_passkey(request: HttpRequest) -> HttpResponse:
    """What the browser is to prove: at the first step with any passkey of this site, at the second with one of theirs."""
    count_try("passkey-asked", address_of(request), now=now_of(request), most=60, per=QUARTER)
    person = _half(request)
    own = [one for one in factors.factors_of(person.id) if one.kind == "passkey"] if person is not None else []
    return JsonResponse(passkeys.ask(request, own))


@sensitive_post_parameters("answer")
@require_POST
@never_cache
def by_passkey(request: HttpRequest) -> HttpResponse:
    """Signed in with a passkey alone: it is held and unlocked by its owner, two factors in one."""
    try:
        count_try("sign-in-from", address_of(request), now=now_of(request), most=60, per=QUARTER)
        return _let_in(request, _passkey_of(request, None))
    except Refusal as refusal:
        return render(request, "desk/sign_in.html", {"refusal": refusal, "email": "", "next": next_of(request)}, status=refusal.status)


def _passkey_of(request: HttpRequest, person_id: int | None) -> Any:
    """The active person whose passkey answered rightly."""
    for factor in factors.passkeys_with(passkeys.named(request)):
        if factor.person.is_active and person_id in (None, factor.person_id):
            count = passkeys.proven(request, factor)
            use_factor.use_passkey(factor_id=factor.id, person_id=factor.person_id, sign_count=count, now=now_of(request))
            return factor.person
    raise Refusal("passkey_wrong", _("This passkey is not known here."), _("Sign in another way."), status=422)


@sensitive_post_parameters("password", "code", "secret", "answer")
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own: what there is, set up, removed. The password is asked again where it was typed more than five minutes ago."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    speak_own(request)
    refusal: Refusal | None = None
    codes: list[str] = []
    if request.method == "POST":
        try:
            codes = _act(request)
            if not codes:
                return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    return _page(request, refusal, codes)


def _act(request: HttpRequest) -> list[str]:
    """Recovery codes, where there are new ones to be shown once."""
    do, now, person_id = request.POST.get("do", ""), now_of(request), int(request.user.pk or 0)
    count_try("factors", str(person_id), now=now, most=30, per=QUARTER)
    if do == "sure":
        if not request.user.check_password(request.POST.get("password", "")[:1000]):
            raise Refusal(
                "password_wrong", _("This is not your password."), _("Type it again, or ask for a link by mail."), field="password"
            )
        request.session["sure_at"] = now.timestamp()
        return []
    if not is_sure(request):
        raise Refusal("password_needed", _("Type your password first."), _("Then go on."), status=403)
    if do == "totp":
        secret = str(request.session.get("totp_secret", ""))
        codes = change_factors.add_totp(person_id=person_id, secret=secret, code=request.POST.get("code", "")[:12], now=now)
        request.session.pop("totp_secret", None)
    elif do == "passkey":
        codes = change_factors.add_passkey(person_id=person_id, name=request.POST.get("name", ""), now=now, **passkeys.taken_new(request))
    elif do == "codes":
        codes = change_factors.renew_codes(person_id=person_id, now=now)
    else:
        number = request.POST.get("factor", "")
        change_factors.remove_factor(
            person_id=person_id, factor_id=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0, now=now
        )
        codes = []
    request.session["second"] = True
    messages.success(request, _("Done. You get a mail about it."))
    return codes


def is_sure(request: HttpRequest) -> bool:
    return now_of(request).timestamp() - float(request.session.get("sure_at", 0)) <= SURE_FOR.total_seconds()


def _page(request: HttpRequest, refusal: Refusal | None, codes: list[str]) -> HttpResponse:
    person_id = int(request.user.pk or 0)
    own, sure = factors.factors_of(person_id), is_sure(request)
    places = parties.memberships_of(request.user)  # type: ignore[arg-type]
    request.membership, request.shops = next((one for one in places if one.merchant_id), None), [one for one in places if one.merchant_id]  # type: ignore[attr-defined]
    secret = ""
    if sure and not any(one.kind == "totp" for one in own):
        secret = request.session.setdefault("totp_secret", factors.new_secret())
    context = {
        "factors": own, "codes": codes, "codes_left": factors.codes_left(person_id), "sure": sure, "refusal": refusal, "secret": secret, "person": request.user,
        "qr": qr_svg(factors.address_for(secret, str(getattr(request.user, "email", "")))).decode() if secret else "",
        "merchant": request.membership.merchant if request.membership else None,  # type: ignore[attr-defined]
        "asked": "asked" in request.GET and not own,
    }  # fmt: skip
    return render(request, "desk/factors.html", context, status=refusal.status if refusal else 200)


@require_POST
@never_cache
def ask_new_passkey(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated or not is_sure(request):
        return JsonResponse({}, status=403)
    own = [one for one in factors.factors_of(int(request.user.pk or 0)) if one.kind == "passkey"]
    return JsonResponse(passkeys.ask_for_new(request, request.user, own))
