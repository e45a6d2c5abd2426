"""Find the order: its number and an e-mail or postcode. Whether it exists is told to nobody who does not know both."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.base.tenancy import Merchant
from makegood.interfaces.portal.draft import enter
from makegood.journeys.write_inquiry import write_inquiry
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
        if number:
            count_try("find-order", f"{shop}:{number}", now=now_of(request), most=10, per=timedelta(hours=1))
    return _find(request, shop)


@in_shop
def _find(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal, given = None, {"number": request.POST.get("number", "")[:60], "contact": request.POST.get("contact", "")[:254]}
    code = request.POST.get("code", "").strip()[:40]
    if request.method == "POST":
        number, contact = given["number"].strip(), given["contact"].strip()
        if code:
            order, access = orders.order_by_gift_code(code), "recipient"
        else:
            order = orders.find_orders(number=number, email=contact, postcode=contact) if number and contact else None
            access = orders.access_of(order, contact) if order is not None else ""
        if order is not None:
            enter(request, merchant, order, access)
            return HttpResponseRedirect(reverse("ask", args=[merchant.slug]))
        refusal = Refusal(
            "order_not_found",
            _("We can't find this order."),
            _("Check the number and the e-mail address or postcode that stand in your order confirmation."),
            status=422,
            field="code" if code else "number",
        )
    context = {"merchant": merchant, "refusal": refusal, "code": code, "is_slip": "@" in given["contact"], **given}
    return render(request, "portal/find.html", context, status=refusal.status if refusal else 200)


def write(request: HttpRequest, shop: str) -> HttpResponse:
    """Write to the shop: the order could not be found, or there is no number at all."""
    if request.method == "POST" and "send" in request.POST:
        count_try("write", f"{shop}:{address_of(request)}", now=now_of(request), most=5, per=timedelta(hours=1))
        count_try("write-shop", shop, now=now_of(request), most=200, per=timedelta(hours=1))
    return _write(request, shop)


@in_shop
def _write(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal, done = None, False
    typed: dict[str, Any] = {
        name: request.POST.get(name, "")[:most] for name, most in (("number", 60), ("contact", 254), ("reply_to", 254), ("text", 3000))
    }
    if request.method == "POST" and "send" in request.POST:
        try:
            write_inquiry(merchant_id=merchant.id, language=get_language() or "en", now=now_of(request), **typed)
            done = True
        except Refusal as found:
            refusal = found
    context = {"merchant": merchant, "refusal": refusal, "done": done, **typed}
    return render(request, "portal/write.html", context, status=refusal.status if refusal else 200)


@in_shop
def brand(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The shop's accent, made readable."""
    return HttpResponse(brand_css(merchant.accent), content_type="text/css", headers={"Cache-Control": "max-age=3600"})
