"""In the demo: be the customer, the shop, the hub, the supplier."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from makegood.base.tenancy import Merchant
from makegood.base.unit import unit
from makegood.insight.demo import addresses


def front(request: HttpRequest) -> HttpResponse:
    if not settings.MAKEGOOD_DEMO:
        return HttpResponseRedirect("/desk/")
    shops = []
    for merchant in Merchant.objects.order_by("id")[:5]:
        with unit(merchants=[merchant.id]):
            shops.append({"merchant": merchant, **addresses()})
    return render(request, "front/front.html", {"shops": shops})
