"""A recall, read by a customer: what it is, what to do with it, and what they choose. Opening it changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.recalls import queries
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.links import link_for, token_of
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.recalling import PURPOSE, said_in
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.recalled import take_answer
from makegood.web.scope import by_link


@by_link(PURPOSE, "customer")
def page(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    contact = queries.contact_of(link.subject)
    order = orders.order_by_id(contact.order_id)
    language = (translation.get_language() or "en").split("-")[0]  # the reader's own, as for a case's page
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                take_answer(
                    merchant_id=merchant.id,
                    contact_id=contact.public_id,
                    remedy=request.POST.get("remedy", "")[:20],
                    by=CUSTOMER,
                    now=now_of(request),
                )
            return HttpResponseRedirect(reverse("recall_page", args=[merchant.slug, token]))
        except Refusal as found:
            refusal = found
    contact, recall = queries.contact_of(link.subject), contact.recall
    units = queries.units_of([contact.id]).get(contact.id, [])
    sold = orders.orders_by_id([one.order_id for one in units])
    context = {
        "merchant": merchant, "recall": recall, "contact": contact, "refusal": refusal, "token": token, "order": order,
        "hazard": said_in(recall.hazard, language), "what_to_do": said_in(recall.what_to_do, language), "image": units[0].order_line.image if units else "",
        "units": [{"one": one, "order": sold[one.order_id]} for one in units], "is_open": contact.state in ("told", "no_address"),
        "cases": _cases(units, merchant, now_of(request)), "brand": merchant.name if recall.own_brand else "",
    }  # fmt: skip
    answer = render(request, "portal/recall.html", context, status=refusal.status if refusal else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _cases(units: list[Any], merchant: Merchant, now: Any) -> list[tuple[str, str]]:
    """(case number, address of its page) of those in which it is made good."""
    found = []
    for case in returns.cases_by_id({one.case_id for one in units if one.case_id}).values():
        link = link_for(purpose="case", subject=case.public_id, now=now)
        if link is not None:
            found.append((case.number, reverse("case", args=[merchant.slug, token_of(link)])))
    return found or ([(_("your case"), "")] if any(one.case_id for one in units) else [])
