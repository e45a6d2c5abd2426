"""One order on one page: who bought it, how it came, what went back, its cases."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.disputes import queries as disputes
from makegood.apps.orders import queries as orders
from makegood.apps.orders.digests import gift_code
from makegood.apps.orders.words import BY_HAND
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.tenancy import Merchant
from makegood.base.timeline import lines_of
from makegood.base.unit import attempt
from makegood.casefile.doubts import questions
from makegood.casefile.elsewhere import refunds_elsewhere
from makegood.journeys.change_email import change_email
from makegood.journeys.record_elsewhere import record_elsewhere, reverse_elsewhere
from makegood.journeys.tell_same import tell_same
from makegood.journeys.tell_text import tell_text
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow, follow_import
from makegood.web.follow_text import follow_text
from makegood.web.forms import day_typed
from makegood.web.scope import actor_of, needs


@needs(CASES, sees="order")
def order_page(request: HttpRequest, merchant: Merchant, order_id: str) -> HttpResponse:
    return page(request, merchant, order_id)


def page(request: HttpRequest, merchant: Merchant, order_id: str, refusal: Refusal | None = None) -> HttpResponse:
    """The page, also after a refusal: what was typed comes back with it."""
    order = orders.order_of(order_id)
    reimbursements = settlement.reimbursements_of_order(order.id)
    ways, words = orders.parcels_of_lines(order.id), orders.words_of_lines([line.id for line in orders.lines_of(order.id)])
    context = {
        "merchant": merchant, "order": order, "refusal": refusal, "typed": request.POST, "contact": orders.contact_of(order.id),
        "rows": [{"line": line, "parcels": ways.get(line.id, []), "inputs": words.get(line.id, [])} for line in orders.lines_of(order.id)],
        "unsent": orders.cancelled_shipments(order.id), "payments": orders.payments_of(order.id), "elsewhere": refunds_elsewhere(order.id), "by_hand": BY_HAND,
        "reimbursements": [one for one in reimbursements if one.amount_minor],
        "questions": questions(order.id, reimbursements), "cases": returns.cases_of_order(order.id),
        "gift_code": gift_code(order.public_id) if order.gift else "", "timeline": list(lines_of(f"order:{order.id}")),
        "disputes": disputes.disputes_of_order(order.id), "inquiry": request.GET.get("inquiry", "")[:24],
    }  # fmt: skip
    return render(request, "desk/order.html", context, status=refusal.status if refusal else 200)


@needs(CASES, sees="order")
def act(request: HttpRequest, merchant: Merchant, order_id: str) -> HttpResponse:
    """One of: email, elsewhere, reverse, same, text."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("desk_order", args=[order_id]))
    order, steps = orders.order_of(order_id), {"email": _email, "elsewhere": _elsewhere, "reverse": _reverse, "same": _same, "text": _text}
    step = steps.get(request.POST.get("do", ""))
    try:
        if step is None:
            raise Refusal("action_unknown", _("This is not possible here."), _("Reload the page."), status=400)
        with attempt():
            step(request, merchant, order)
    except Refusal as refusal:
        return page(request, merchant, order_id, refusal)
    messages.success(request, _("Done."))
    case = next((one for one in returns.cases_of_order(order.id) if one.public_id == request.POST.get("case", "")), None)
    return HttpResponseRedirect(reverse("desk_order", args=[order_id]) if case is None else reverse("desk_case", args=[case.public_id]))


def _email(request: HttpRequest, merchant: Merchant, order: Any) -> None:
    change_email(merchant_id=merchant.id, order_id=order.id, email=request.POST.get("email", ""), by=actor_of(request), now=now_of(request))


def _elsewhere(request: HttpRequest, merchant: Merchant, order: Any) -> None:
    form = request.POST
    text, of = form.get("amount", "").strip().replace(",", "."), form.get("of", "")
    on = day_typed(form.get("on", ""), "on")
    record_elsewhere(
        merchant_id=merchant.id, order_id=order.id, amount_minor=minor_from_text(text, order.currency) if text else 0, on=on,
        reason=form.get("reason", ""), line_id=_number(of), quantity=_number(form.get("quantity", "")) or 0, is_shipping=of == "shipping",
        payment_id=_number(form.get("payment", "")), is_another="another" in form, by=actor_of(request), now=now_of(request),
    )  # fmt: skip
    follow_import(merchant_id=merchant.id, order_ids=[order.id], now=now_of(request))


def _reverse(request: HttpRequest, merchant: Merchant, order: Any) -> None:
    past, reason = orders.past_of(_number(request.POST.get("past", "")) or 0), request.POST.get("reason", "")
    if past.order_id != order.id:
        raise Refusal("refund_unknown", _("There is no such refund."), _("Reload the page."), status=404)
    reverse_elsewhere(merchant_id=merchant.id, past_id=past.id, reason=reason, by=actor_of(request), now=now_of(request))
    follow_import(merchant_id=merchant.id, order_ids=[order.id], now=now_of(request))


def _same(request: HttpRequest, merchant: Merchant, order: Any) -> None:
    case_id = tell_same(
        merchant_id=merchant.id, order_id=order.id, past=request.POST.get("past", ""), other=request.POST.get("other", ""),
        same=request.POST.get("same") == "yes", by=actor_of(request), now=now_of(request),
    )  # fmt: skip
    if case_id is not None:
        follow(merchant_id=merchant.id, case_id=case_id, now=now_of(request))
    follow_import(merchant_id=merchant.id, order_ids=[order.id], now=now_of(request))


def _text(request: HttpRequest, merchant: Merchant, order: Any) -> None:
    form, by, now = request.POST, actor_of(request), now_of(request)
    cases = tell_text(
        merchant_id=merchant.id, order_id=order.id, line_id=_number(form.get("line", "")) or 0, text=form.get("text", ""),
        nothing=form.get("say") == "nothing", by=by, now=now,
    )  # fmt: skip
    for case in cases:
        follow_text(merchant_id=merchant.id, case_id=case.id, by=by, now=now)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
