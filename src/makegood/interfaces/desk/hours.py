"""The owner says when the shop works."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import SETTINGS
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.casefile.hours import hours_of
from makegood.casefile.promising import answer_by
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.set_hours import set_hours
from makegood.kernel.refusal import Refusal
from makegood.law.calendar import parts_of
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, needs

SPARE = 2  # empty rows for more days away


@needs(SETTINGS)
def hours(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal, now = None, now_of(request)
    shown = hours_of(merchant)
    away = [
        (first.isoformat(), last.isoformat()) for first, last in shown.closed if last >= local_day(now, merchant.zone) - timedelta(days=30)
    ]
    days, opens, closes, place = sorted(shown.days), shown.opens.isoformat("minutes"), shown.closes.isoformat("minutes"), shown.place
    if request.method == "POST":
        days = [int(one) for one in request.POST.getlist("days") if one in "0123456" and len(one) == 1]
        opens, closes, place = (request.POST.get(name, "") for name in ("opens", "closes", "place"))
        away = [
            pair
            for pair in zip(request.POST.getlist("first")[:60], request.POST.getlist("last")[:60], strict=False)
            if pair[0].strip() or pair[1].strip()
        ]
        try:
            with attempt():
                set_hours(
                    merchant_id=merchant.id, days=days, opens=opens, closes=closes, place=place, closed=away, by=actor_of(request), now=now
                )
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    context = {
        "week": [(number, name, number in days) for number, name in WEEKDAYS.items()], "opens": opens, "closes": closes, "place": place,
        "places": [merchant.country, *(f"{merchant.country}-{part}" for part in parts_of(merchant.country))],
        "away": [*away, *[("", "")] * SPARE], "example": answer_by(merchant, market=merchant.country, now=now),
    }  # fmt: skip
    return settings_page(request, "hours", merchant, refusal, **context)
