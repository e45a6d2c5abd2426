"""Who works in the shop, and who is invited."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from makegood import wiring
from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import PEOPLE
from makegood.apps.parties.demands import demanded_from
from makegood.apps.parties.words import SHOP_ROLES
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.limit import limit_of
from makegood.journeys.demand_factor import demand_factor
from makegood.journeys.invite_member import invite_member
from makegood.journeys.join_shop import join_shop
from makegood.journeys.manage_member import change_role, remove_member, resend_invitation, revoke_invitation
from makegood.journeys.reset_factors import reset_factors
from makegood.journeys.set_refund_limit import set_refund_limit
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.forms import day_typed
from makegood.web.scope import actor_of, by_link, needs
from makegood.web.security import address_of, count_try


@needs(PEOPLE)
def people(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                messages.success(request, _act(request, merchant))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    members = parties.members_of(merchant.id)
    with_factor = parties.persons_with_factor([one.person_id for one in members])
    limit = limit_of(merchant.settings)
    context = {
        "roles": SHOP_ROLES, "limit": text_from_minor(limit, merchant.currency) if limit is not None else "",
        "with_factor": with_factor, "since": demanded_from(merchant.settings),
        "merchant": merchant, "refusal": refusal, "typed": request.POST, "members": [one for one in members if one.joined_at is not None],
        "invited": [one for one in members if one.joined_at is None],
        "owners": len([one for one in members if one.joined_at is not None and one.role == "owner"]),
    }  # fmt: skip
    return render(request, "desk/people.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, merchant: Merchant) -> str:
    """What was done, in a sentence."""
    do, number = request.POST.get("do", "invite"), request.POST.get("member", "")
    member, by, now = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0, actor_of(request), now_of(request)
    inviter = str(getattr(request.user, "name", ""))
    if do == "remove":
        remove_member(merchant_id=merchant.id, membership_id=member, by=by, now=now)
        return _("They are out, and signed out everywhere.")
    if do == "revoke":
        revoke_invitation(merchant_id=merchant.id, membership_id=member, by=by, now=now)
        return _("The invitation is taken back.")
    if do == "role":
        change_role(merchant_id=merchant.id, membership_id=member, role=request.POST.get("role", ""), by=by, now=now)
        return _("Saved.")
    if do == "limit":
        text = request.POST.get("limit", "").strip().replace(",", ".")
        limit = minor_from_text(text, merchant.currency) if text else None
        set_refund_limit(merchant_id=merchant.id, limit_minor=limit, by=by, now=now)
        return _("Saved.")
    if do == "reset":
        reset_factors(merchant_id=merchant.id, membership_id=member, by=by, now=now)
        return _("Reset. They are signed out, sign in with their password and set it up anew; a mail tells them.")
    if do == "demand":
        since = _since(request.POST.get("since", ""), "end" in request.POST)
        demand_factor(merchant_id=merchant.id, person_id=int(request.user.pk or 0), since=since, by=by, now=now)
        return _("Saved.")
    if do == "resend":
        address = resend_invitation(merchant_id=merchant.id, membership_id=member, inviter=inviter, by=by, now=now)
    else:
        address = invite_member(
            merchant_id=merchant.id, email=request.POST.get("email", "").strip(), name=" ".join(request.POST.get("name", "").split())[:120],
            role=request.POST.get("role", "support"), inviter=inviter, by=by, now=now,
        )  # fmt: skip
    if wiring.mail_way(merchant.id) == "outbox":  # nobody gets a mail: the link has to be handed over
        return _("Invited. No mail server is set up, so give them this link yourself: %(link)s") % {"link": address}
    return _("Invited: the mail is on its way. Its link works for seven days.")


def _since(text: str, end: bool) -> date | None:
    if end:
        return None
    return day_typed(text, "since")


@sensitive_post_parameters("password")
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":  # counted outside the unit, so that a refused try counts too
        count_try("join", address_of(request), now=now_of(request), most=30, per=timedelta(minutes=15))
    return _join(request, token=token)


@by_link("invite", "staff")
def _join(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    refusal, member = None, parties.membership_by_id(int(link.subject))
    password = request.POST.get("password", "")[:1000]
    if request.method == "POST" and "show" not in request.POST and "hide" not in request.POST:
        try:
            with attempt():
                join_shop(merchant_id=merchant.id, link=link, password=password, now=now_of(request))
            messages.success(request, _("Welcome. Sign in with your e-mail address and this password."))
            return HttpResponseRedirect(reverse("sign_in"))
        except Refusal as found:
            refusal = found
    context = {
        "merchant": merchant, "refusal": refusal, "known": member is not None and member.person.has_usable_password(),
        "shown": password if "show" in request.POST else None, "password": password if refusal is None else "",
    }  # fmt: skip
    return render(request, "desk/join.html", context, status=refusal.status if refusal else 200)
