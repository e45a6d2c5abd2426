"""Find an order by whatever somebody has at hand; and the messages of those who could not find theirs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import CASES
from makegood.base.tenancy import Merchant
from makegood.insight.search import search
from makegood.journeys.end_inquiry import end_inquiry
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, needs, saw


@needs(CASES, sees="search")
def find(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """`q`: number, name, e-mail (also misspelt), postcode, telephone, tracking number or what stands on it. `inquiry`: whom it is for."""
    query, name = request.GET.get("q", "").replace("\x00", "").strip()[:120], request.GET.get("inquiry", "")[:24]
    inquiry = orders.inquiry_of(name) if name else None
    found = search(query) if query else []
    saw(request, *(one.order.public_id for one in found))
    context = {"merchant": merchant, "q": query, "found": found, "inquiry": inquiry}
    return render(request, "desk/find.html", context)


@needs(CASES)
def answer(request: HttpRequest, merchant: Merchant, inquiry_id: str) -> HttpResponse:
    """The order was found (`order`), or the message is done with."""
    if request.method == "POST":
        order = request.POST.get("order", "")[:24]
        end_inquiry(merchant_id=merchant.id, inquiry_id=inquiry_id, order=order, by=actor_of(request), now=now_of(request))
        messages.success(request, _("Done."))
        if order:
            return HttpResponseRedirect(reverse("desk_order", args=[order]))
    return HttpResponseRedirect(reverse("today"))
