"""Who works in the shop."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from makegood.apps.parties import queries as parties
from makegood.base.tenancy import Merchant
from makegood.journeys.invite_member import invite_member
from makegood.journeys.join_shop import join_shop
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, by_link, for_owner


@for_owner
def people(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            address = invite_member(
                merchant_id=merchant.id, email=request.POST.get("email", ""), name=request.POST.get("name", "")[:120],
                role=request.POST.get("role", "staff"), inviter=str(getattr(request.user, "name", "")), by=actor_of(request), now=now_of(request),
            )  # fmt: skip
            messages.success(request, _("Invited. The link in the mail: %(link)s") % {"link": address})
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    context = {"merchant": merchant, "members": parties.members_of(merchant.id), "refusal": refusal, "typed": request.POST}
    return render(request, "desk/people.html", context, status=refusal.status if refusal else 200)


@by_link("invite", "staff")
def join(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            join_shop(
                merchant_id=merchant.id, membership_id=int(link.subject), password=request.POST.get("password", ""), now=now_of(request)
            )
            return HttpResponseRedirect("/desk/sign-in/")
        except Refusal as found:
            refusal = found
    return render(request, "desk/join.html", {"merchant": merchant, "refusal": refusal}, status=refusal.status if refusal else 200)
