"""A replacement order's page: who it goes to, when it leaves. Opening it changes nothing; to whom it goes is shown while it has to be sent."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.replacements import queries as replacements
from makegood.apps.replacements.states import ANSWERS, WITH_PARTY
from makegood.base.actor import Actor
from makegood.base.links import link_for, link_wanted
from makegood.base.tenancy import Merchant
from makegood.base.together import read_together
from makegood.base.unit import attempt
from makegood.casefile.supplier_pages import page_of
from makegood.journeys.note_look import note_look
from makegood.journeys.record_remake import Said, record_remake
from makegood.kernel.refusal import Refusal
from makegood.law.transfers import may_receive
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.forms import day_typed
from makegood.web.scope import by_link
from makegood.web.supplier_words import CANT, ORDER_STATES, SPOKEN, language_of, order_line, please_answer, supplier_of


@by_link("replacement", "supplier")
def order_page(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    one = replacements.replacement_of(link.subject)
    organisation = supplier_of(one)
    language = language_of(one, organisation, request.GET.get("lang", ""))
    with translation.override(language):
        refusal = None
        if request.method == "POST":
            try:
                _answer(request, link, merchant, one)
                return HttpResponseRedirect(f"{reverse('supplier_order', args=[token])}?lang={language}")
            except Refusal as found:
                refusal = found
        order = orders.order_by_id(one.case.order_id)
        zone = organisation.zone if organisation else "UTC"
        waits = one.state in WITH_PARTY
        context = {
            "order": one, "merchant": merchant, "token": token, "refusal": refusal, "typed": request.POST if refusal is not None else {},
            "open": waits, "top": order_line(one, order.number), "number": order.number, "zone": zone, "language": language,
            "languages": SPOKEN.items(), "reasons": CANT, "state": ORDER_STATES.get(one.state, ""),
            "answer_by": please_answer(one.answer_by, zone) if one.state == "placed" and one.answer_by else "",
            "others": _others(one, organisation, now_of(request)), "person": merchant.contact_name or merchant.name,
            **(_who(request, merchant, one, organisation) if waits else {}),
        }  # fmt: skip
        return render(request, "supplier/order.html", context, status=refusal.status if refusal else 200)


def _who(request: HttpRequest, merchant: Merchant, one: Any, organisation: Any) -> dict[str, Any]:
    """{"to": lines of the address, "inputs": what stands on it}; empty, with `as_before`, for a supplier abroad whose agreement has no transfer
    clauses: they have the first order (GDPR art. 44-46).
    """
    terms = one.agreement.terms if one.agreement else {}
    if organisation is None or not (may_receive(organisation.country) or terms.get("transfer_clauses")):
        return {"as_before": True}
    note_look(
        merchant_id=merchant.id, kind="order", subjects=[one.case.public_id], role="supplier", by=Actor("supplier", f"organisation:{organisation.id}"),
        now=now_of(request),
    )  # fmt: skip
    contact = orders.contact_of(one.case.order_id)
    inputs = [] if one.other_goods else orders.words_of_lines([one.line.order_line_id]).get(one.line.order_line_id, [])
    return {"to": [contact.name, *contact.address] if contact else [], "inputs": inputs, "as_before": contact is None}


def _others(one: Any, organisation: Any, now: Any) -> list[dict[str, str]]:
    """This shop's other orders that they have to answer, each with its page."""
    found = replacements.open_with(organisation.id, besides=one.id) if organisation else []
    read_together(*(link_wanted("replacement", other.public_id, now) for other in found))
    sold = orders.orders_by_id([other.case.order_id for other in found])
    rows = [
        (order_line(other, sold[other.case.order_id].number), page_of(link_for(purpose="replacement", subject=other.public_id, now=now)))
        for other in found
    ]
    return [{"line": line, "to": address} for line, address in rows if address]


def _answer(request: HttpRequest, link: Any, merchant: Merchant, one: Any) -> None:
    form = request.POST
    to = ANSWERS.get(form.get("answer", ""))
    if to is None:
        raise Refusal("answer_unknown", _("This answer is not known."), _("Choose one of the answers."), status=422)
    said = Said(
        day_typed(form.get("ready_on", ""), "ready_on") if to == "in_production" else None, form.get("tracking", "").strip()[:80],
        form.get("reason", "")[:24], form.get("words", "")[:5000],
    )  # fmt: skip
    with attempt():
        record_remake(
            merchant_id=merchant.id, line_id=one.line_id, to=to, said=said, by=Actor("supplier", link.public_id), now=now_of(request)
        )
        follow(merchant_id=merchant.id, case_id=one.case_id, now=now_of(request))
