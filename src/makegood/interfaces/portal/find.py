"""Find the order: its number and an e-mail or postcode. Whether it exists is told to nobody who does not know both."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.base.tenancy import Merchant
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.color import brand_css
from makegood.web.scope import in_shop
from makegood.web.security import address_of, count_try


def find(request: HttpRequest, shop: str) -> HttpResponse:
    if request.method == "POST":  # counted before and outside the unit, so that a refused try counts too
        who = f"{shop}:{address_of(request)}"
        number = request.POST.get("number", "")[:60]
        count_try("find", who, now=now_of(request), most=20, per=timedelta(minutes=10))
        count_try("find-order", f"{shop}:{number}", now=now_of(request), most=10, per=timedelta(hours=1))
    return _find(request, shop)


@in_shop
def _find(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal, given = None, {"number": request.POST.get("number", "")[:60], "contact": request.POST.get("contact", "")[:254]}
    if request.method == "POST":
        number, contact = given["number"].strip(), given["contact"].strip()
        order = orders.find_orders(number=number, email=contact, postcode=contact) if number and contact else None
        if order is not None:
            request.session[f"order:{merchant.id}"] = order.public_id
            for left in ("ask", "sent"):
                request.session.pop(f"{left}:{merchant.id}", None)
            return HttpResponseRedirect(reverse("ask", args=[merchant.slug]))
        refusal = Refusal(
            "order_not_found",
            _("We can't find this order."),
            _("Check the number and the e-mail address or postcode that stand in your order confirmation."),
            status=422,
        )
    context = {"merchant": merchant, "refusal": refusal, **given}
    return render(request, "portal/find.html", context, status=refusal.status if refusal else 200)


@in_shop
def brand(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The shop's accent, made readable."""
    return HttpResponse(brand_css(merchant.accent), content_type="text/css", headers={"Cache-Control": "max-age=3600"})
