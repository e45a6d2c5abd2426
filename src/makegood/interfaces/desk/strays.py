"""Parcels that nobody could name at the hub: whose are they? One button says so."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.base.evidence import path_of
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.casefile.strays import strays_of
from makegood.insight.strays import guesses, on_shelf_u
from makegood.journeys.disown_stray import disown_stray
from makegood.journeys.match_stray import match_stray
from makegood.journeys.record_posting import record_posting
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import actor_of, needs, saw


@needs(CASES, sees="list")
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """POST: it is a case's (`case`), not ours (`no`), or look by other words (`q`)."""
    refusal, stray_id = None, request.POST.get("stray", "")[:24]
    if request.method == "POST" and not request.POST.get("look"):
        try:
            with attempt():
                _act(request, merchant, stray_id)
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    rows = []
    for one in on_shelf_u(merchant.id):
        also = request.POST.get("q", "")[:120] if one.stray.public_id == stray_id else ""
        found = guesses(one.stray, also) if also else one.guesses
        sold = orders.orders_by_id([case.order_id for case in found])
        rows.append({"stray": one.stray, "cases": [(case, sold[case.order_id]) for case in found], "q": also})
    context = {"merchant": merchant, "rows": rows, "refusal": refusal, "today": local_day(now_of(request), merchant.zone)}
    return render(request, "desk/strays.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, merchant: Merchant, stray_id: str) -> None:
    now, by = now_of(request), actor_of(request)
    if request.POST.get("no"):
        disown_stray(merchant_id=merchant.id, stray_id=stray_id, by=by, now=now)
        messages.success(request, _("Noted. It stays with the hub for its other shops."))
        return
    case = returns.case_of(request.POST.get("case", "")[:24])
    parcel = match_stray(merchant_id=merchant.id, stray_id=stray_id, case_id=case.id, by=by, now=now)
    if parcel.state != "in_transit":  # it lies at the hub: it was sent, whoever said so
        record_posting(merchant_id=merchant.id, parcel_id=parcel.id, carrier="", tracking_number="", by=by, now=now)
    follow(merchant_id=merchant.id, case_id=case.id, now=now)
    messages.success(request, _("The hub opens it as the parcel of case %(number)s.") % {"number": case.number})


@needs(CASES, sees="picture")
def photo(request: HttpRequest, merchant: Merchant, stray_id: str, which: str) -> HttpResponse:
    """The picture that the hub took of its label or of what is in it."""
    found = strays_of(merchant.id)
    stray: Any = next((one for one in found if one.public_id == stray_id), None)
    digest = {"label": stray.label_photo, "content": stray.content_photo}.get(which, "") if stray is not None else ""
    saw(request, *([stray_id] if digest else []))
    if not digest:
        raise Http404
    try:
        content = path_of(f"o{stray.hub.organisation_id}", digest).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
