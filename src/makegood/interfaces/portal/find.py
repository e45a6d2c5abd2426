"""Find the order: its number and an e-mail or postcode. Whether it exists is told to nobody who does not know both."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.orders.digests import number_key
from makegood.base.tenancy import Merchant
from makegood.interfaces.portal.draft import enter, found_again
from makegood.journeys.write_inquiry import write_inquiry
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.color import brand_css
from makegood.web.documents import logo_of
from makegood.web.kept import waits_at
from makegood.web.scope import in_shop
from makegood.web.security import address_of, count_try


def find(request: HttpRequest, shop: str) -> HttpResponse:
    if request.method == "POST":  # counted before and outside the unit, so that a refused try counts too
        who = f"{shop}:{address_of(request)}"
        number = number_key(request.POST.get("number", ""))
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
        missing = [
            {"field": name, "message": message, "remedy": _("It stands in your order confirmation.")}
            for name, value, message in (
                ("number", number, _("The order number is missing.")),
                ("contact", contact, _("The e-mail address or postcode is missing.")),
            )
            if not value and not code
        ]
        order, access = _looked_up(number, contact, code) if not missing else (None, "")
        if order is not None:
            enter(request, merchant, order, access)
            waits = waits_at(request) if found_again(request, merchant, order) else ""
            return HttpResponseRedirect(waits or reverse("ask", args=[merchant.slug]))
        if missing:
            refusal = Refusal("field_missing", missing[0]["message"], missing[0]["remedy"], field=missing[0]["field"], faults=missing[1:])
        else:
            remedy = _("Check the number and the e-mail address or postcode that stand in your order confirmation.")
            if code:
                remedy = _("Check the code on the slip in the parcel, letter by letter.")
            refusal = Refusal("order_not_found", _("We can't find this order."), remedy, status=422, field="code" if code else "number")
    context = {
        "merchant": merchant, "refusal": refusal, "own": merchant.texts.get(get_language() or "en", {}), "code": code,
        "not_found": refusal is not None and refusal.code == "order_not_found", "is_slip": "@" in given["contact"], **given,
    }  # fmt: skip
    return render(request, "portal/find.html", context, status=refusal.status if refusal else 200)


def _looked_up(number: str, contact: str, code: str) -> tuple[Any, str]:
    """(the order or None, who stands before us): of a present, its code or the postcode makes the recipient."""
    if code:
        return orders.order_by_gift_code(code), "recipient"
    order = orders.find_orders(number=number, email=contact, postcode=contact)
    return order, orders.access_of(order, contact) if order is not None else ""


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
def logo(request: HttpRequest, merchant: Merchant, digest: str) -> HttpResponse:
    """The shop's logo; its address changes with it, so that it may be kept for ever."""
    if not merchant.logo.startswith(digest):
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(logo_of(merchant), content_type="image/png", headers=headers)


@in_shop
def brand(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The shop's accent, made readable."""
    return HttpResponse(brand_css(merchant.accent), content_type="text/css", headers={"Cache-Control": "max-age=3600"})
