"""One more picture, for the shop's sake: a page for one claim, behind a link of its own. Nothing of the customer's hangs on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.claims import asks
from makegood.apps.claims import queries as claims
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.asking_customer import ASK, PURPOSE
from makegood.journeys.answer_info import answer_info
from makegood.journeys.submit_claim import submit_claim
from makegood.journeys.take_info import take_info
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import by_link
from makegood.web.uploads import clean_picture

MOST = 8


@by_link(PURPOSE, "customer")
def page(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    """Opening it changes nothing. It can be shown, said, or declined; and left alone."""
    claim = claims.claim_of(link.subject)
    case, ask = returns.case_by_id(claim.case_id), asks.ask_of(claim.id)
    translation.activate(case.language)
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                _take(request, merchant, claim)
            return HttpResponseRedirect(reverse("claim_info", args=[merchant.slug, token]))
        except Refusal as found:
            refusal = found
    is_open = ask is not None and ask.ended_at is None and claim.state == "info_requested"
    words = [one.text for one in returns.words_of(case.id) if one.topic == ASK and one.line_id == claim.line_id]
    context = {
        "merchant": merchant, "case": case, "order": orders.order_by_id(case.order_id), "title": claim.packet["title"], "ask": ask, "is_open": is_open,
        "wanted": words[-1] if words else "", "refusal": refusal, "typed": request.POST if refusal else {},
    }  # fmt: skip
    answer = render(request, "portal/claim_info.html", context, status=refusal.status if refusal else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _take(request: HttpRequest, merchant: Merchant, claim: Any) -> None:
    """Pictures alone go on to the supplier at once; words are read by the shop first, for they may say who wrote them."""
    now, words = now_of(request), request.POST.get("words", "").strip()
    photos = request.FILES.getlist("photo")
    if len(photos) > MOST:
        raise Refusal("too_many_photos", _("That is enough pictures."), _("Choose fewer."), field="photo", status=422)
    files = [int(clean_picture(one).keep(now=now).id) for one in photos]
    declined = request.POST.get("do") == "cannot"
    take_info(merchant_id=merchant.id, claim_id=claim.public_id, files=files, words=words, declined=declined, by=CUSTOMER, now=now)
    if files and not words:
        answer_info(merchant_id=merchant.id, claim_id=claim.public_id, words="", files=[], by=SYSTEM, now=now)
        submit_claim(merchant_id=merchant.id, claim_id=claim.public_id, by=SYSTEM, now=now)
    follow(merchant_id=merchant.id, case_id=claim.case_id, now=now)
