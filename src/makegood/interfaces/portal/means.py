"""Where shall the money go? A page for one refund, behind a link of its own: it can't go back the way it came."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement.other_means import means_for
from makegood.apps.settlement.queries import reimbursement_of
from makegood.base.actor import CUSTOMER
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.other_means import PURPOSE, check_open, rest_of
from makegood.journeys.give_means import give_means
from makegood.journeys.take_credit_instead import take_credit_instead
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import by_link


@by_link(PURPOSE, "customer")
def page(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    """Opening it changes nothing. One question: an account, or credit below it; neither is chosen for them."""
    refund = reimbursement_of(link.subject)
    case = returns.case_by_id(refund.case_id)
    translation.activate(case.language)
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                _do(request, merchant, refund)
                follow(merchant_id=merchant.id, case_id=case.id, now=now_of(request))
            return HttpResponseRedirect(reverse("means", args=[merchant.slug, token]))
        except Refusal as found:
            refusal = found
    refund = reimbursement_of(link.subject)
    means = means_for(refund.id)
    context = {
        "merchant": merchant, "case": case, "order": orders.order_by_id(case.order_id), "rest": rest_of(refund), "currency": refund.currency,
        "means": means, "is_open": _is_open(refund, means), "refusal": refusal, "typed": request.POST if refusal else {}, "token": token,
    }  # fmt: skip
    answer = render(request, "portal/means.html", context, status=refusal.status if refusal else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _is_open(refund: Any, means: Any) -> bool:
    try:
        check_open(refund, means)
    except Refusal:
        return False
    return True


def _do(request: HttpRequest, merchant: Merchant, refund: Any) -> None:
    now, what = now_of(request), request.POST.get("do", "")
    if what == "account":
        give_means(
            merchant_id=merchant.id, reimbursement_id=refund.public_id, iban=request.POST.get("iban", "")[:60],
            holder=request.POST.get("holder", "")[:200], by=CUSTOMER, now=now,
        )  # fmt: skip
    elif what == "credit":
        take_credit_instead(merchant_id=merchant.id, reimbursement_id=refund.public_id, by=CUSTOMER, now=now)
    else:
        raise Refusal("action_unknown", _("This is not possible here."), _("Go back to the page."), status=400)
