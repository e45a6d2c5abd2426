"""How long what is known of customers is kept, by market, and what may go now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.parties.abilities import PRIVACY
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.kept_too_long import MOST, UNWANTED_DAYS, kept_too_long, mails_too_long
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.set_letting_go import set_letting_go
from makegood.web.clock import now_of
from makegood.web.letting_go import let_go
from makegood.web.scope import actor_of, needs


@needs(PRIVACY)
def privacy(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    now = now_of(request)
    today = local_day(now, merchant.zone)
    if request.method == "POST" and request.POST.get("do") == "now":
        mails = mails_too_long(today=today)
        gone = let_go(merchant_id=merchant.id, today=today, by=actor_of(request), now=now, unsure_too=True)
        said = ngettext(
            "Of %(n)s order, what had no reason left to be kept is gone.",
            "Of %(n)s orders, what had no reason left to be kept is gone.",
            gone,
        )
        if gone or not (mails.unwanted or mails.letters):
            messages.success(request, said % {"n": gone})
        if mails.unwanted or mails.letters:
            messages.success(request, _("Mails that had no reason left to be kept are gone."))
        return HttpResponseRedirect(request.path)
    if request.method == "POST":
        set_letting_go(merchant_id=merchant.id, by_itself="by_itself" in request.POST, by=actor_of(request), now=now)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path)
    markets = list(kept_too_long(today=today))
    due = sum(len(one.pictures) + len(one.all) for one in markets)
    mails = mails_too_long(today=today)
    return settings_page(
        request, "privacy", merchant, None, markets=markets, due=due, most=MOST, by_itself=merchant.settings.get("let_go", False), mails=mails,
        mails_due=len(mails.unwanted) + len(mails.letters), unwanted_days=UNWANTED_DAYS,
    )  # fmt: skip
