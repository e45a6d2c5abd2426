"""A dispute on one page: what is asked, by when, what we hold, our answer, and the lock on refunds."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.disputes import queries as disputes
from makegood.apps.disputes.states import ENDED
from makegood.apps.disputes.words import EVIDENCE_TEXTS, MOST_NOTES, MOST_TEXT
from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.base.jobs import defer
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.dispute_packet import draft_of, letters_of, refunded_before
from makegood.interfaces.desk.dispute_words import evidence_label, sentence_of_answer, verdict_of
from makegood.journeys.approve_dispute_answer import approve_dispute_answer
from makegood.journeys.refund_anyway import refund_anyway
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.dispute_papers import letters_pdf
from makegood.web.payment_words import problem_of
from makegood.web.scope import actor_of, needs


@needs(CASES, sees="dispute")
def page(request: HttpRequest, merchant: Merchant, dispute_id: str) -> HttpResponse:
    return _page(request, merchant, dispute_id)


def _page(request: HttpRequest, merchant: Merchant, dispute_id: str, refusal: Refusal | None = None) -> HttpResponse:
    """The page, also after a refusal: what was typed comes back with it."""
    dispute = disputes.dispute_of(dispute_id)
    order = orders.order_by_id(dispute.order_id) if dispute.order_id else None
    case = returns.case_by_id(dispute.case_id) if dispute.case_id else None
    answer = disputes.answer_to(dispute.id)
    texts = _texts(request, order, case, answer, refusal)
    may_answer = dispute.may_answer and (answer is None or answer.state == "failed")
    context = {
        "merchant": merchant, "dispute": dispute, "order": order, "case": case, "answer": answer, "refusal": refusal,
        "says": sentence_of_answer(answer, merchant.zone) if answer is not None else "",
        "verdict": verdict_of(dispute, order, case, refunded_before(case, dispute.opened_at)), "may_answer": may_answer,
        "fields": [
            {"name": name, "label": evidence_label(name), "text": texts.get(name, ""), "long": name in LONG}
            for name in EVIDENCE_TEXTS if may_answer or texts.get(name)
        ],
        "most": MOST_NOTES if dispute.provider == "paypal" else MOST_TEXT, "letters": letters_of(case), "ended": dispute.state in ENDED,
        "holds": disputes.holding(order.id) is not None if order is not None else False, "problem": problem_of(dispute.problem) if dispute.problem else "",
    }  # fmt: skip
    return render(request, "desk/dispute.html", context, status=refusal.status if refusal else 200)


LONG = ("uncategorized_text", "refund_refusal_explanation", "refund_policy_disclosure", "product_description", "shipping_address")


def _texts(request: HttpRequest, order: Any, case: Any, answer: Any, refusal: Refusal | None) -> dict[str, str]:
    if refusal is not None and request.POST.get("do") == "answer":
        return {name: request.POST.get(name, "") for name in EVIDENCE_TEXTS}
    if answer is not None:
        return dict(answer.texts)
    return draft_of(order, case) if order is not None else {}


@needs(CASES, sees="dispute")
def act(request: HttpRequest, merchant: Merchant, dispute_id: str) -> HttpResponse:
    """One of: answer, anyway, look."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("desk_dispute", args=[dispute_id]))
    dispute, step = disputes.dispute_of(dispute_id), request.POST.get("do", "")
    try:
        with attempt():
            if step == "answer":
                _answer(request, merchant, dispute)
                messages.success(request, _("It is on its way to the provider. It can be sent once."))
            elif step == "anyway":
                refund_anyway(merchant_id=merchant.id, dispute_id=dispute.public_id, by=actor_of(request), now=now_of(request))
                messages.success(request, _("Refunds of this order leave again."))
            elif step == "look":
                defer("look_at_dispute", lock=dispute.public_id, merchant_id=merchant.id, dispute_id=dispute.public_id)
                messages.success(request, _("The provider is asked. Reload in a moment."))
            else:
                raise Refusal("action_unknown", _("This is not possible here."), _("Reload the page."), status=400)
    except Refusal as refusal:
        return _page(request, merchant, dispute_id, refusal)
    return HttpResponseRedirect(reverse("desk_dispute", args=[dispute_id]))


def _answer(request: HttpRequest, merchant: Merchant, dispute: Any) -> None:
    texts = {name: request.POST.get(name, "") for name in EVIDENCE_TEXTS}
    files = []
    case = returns.case_by_id(dispute.case_id) if dispute.case_id else None
    letters = letters_of(case)
    if case is not None and letters and "letters" in request.POST:
        content = letters_pdf(merchant, orders.order_by_id(case.order_id), letters)
        files.append(("customer_communication", "letters.pdf", "application/pdf", content))
    approve_dispute_answer(
        merchant_id=merchant.id, dispute_id=dispute.public_id, texts=texts, files=files, by=actor_of(request), now=now_of(request)
    )


@needs(CASES, sees="dispute")
def letters(request: HttpRequest, merchant: Merchant, dispute_id: str) -> HttpResponse:
    """The letters as they would go to the bank."""
    dispute = disputes.dispute_of(dispute_id)
    case = returns.case_by_id(dispute.case_id) if dispute.case_id else None
    found = letters_of(case)
    if case is None or not found:
        raise Http404
    content = letters_pdf(merchant, orders.order_by_id(case.order_id), found)
    headers = {"Content-Disposition": 'inline; filename="letters.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
