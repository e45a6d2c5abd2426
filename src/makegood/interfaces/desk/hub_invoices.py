"""Books > Hubs: what hubs ask to be paid, beside what they did; each line is accepted or disputed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.hubs import queries as hubs
from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import BOOKS
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.journeys.answer_hub_line import answer_hub_line
from makegood.journeys.take_hub_invoice import take_hub_invoice
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.forms import day_typed
from makegood.web.hub_lines import read_lines
from makegood.web.hub_words import ACTS, CAUSES, VERDICTS
from makegood.web.scope import actor_of, needs

LARGEST = 2_000_000  # bytes


@needs(BOOKS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The list; POST brings one in."""
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                made = _bring(request, merchant)
            return HttpResponseRedirect(reverse("hub_invoice", args=[made.public_id]))
        except Refusal as refused:
            refusal = refused
    rows = [{"invoice": one, "amount": asked, "open": waits} for one, asked, waits in hubs.invoices()]
    context = {"merchant": merchant, "refusal": refusal, "typed": request.POST, "invoices": rows, "hubs": parties.hubs_of_shop()}
    return render(request, "desk/hub_invoices.html", context, status=refusal.status if refusal else 200)


def _bring(request: HttpRequest, merchant: Merchant) -> Any:
    posted, file = request.POST, request.FILES.get("file")
    if file is not None and (file.size or 0) > LARGEST:
        raise Refusal("file_too_large", _("This file is too large."), _("Bring it in week by week."), field="lines", status=413)
    text = file.read().decode("utf-8-sig", "replace") if file is not None else posted.get("lines", "")[:LARGEST]
    used = next((one for one in parties.hubs_of_shop() if one.hub.code == posted.get("hub")), None)
    return take_hub_invoice(
        merchant_id=merchant.id, hub_id=used.hub_id if used else 0, number=posted.get("number", ""), since=day_typed(posted.get("since", ""), "since"),
        until=day_typed(posted.get("until", ""), "until"), lines=read_lines(text, merchant.currency), by=actor_of(request), now=now_of(request),
    )  # fmt: skip


@needs(BOOKS)
def one(request: HttpRequest, merchant: Merchant, invoice_id: str) -> HttpResponse:
    """POST: `do` is accepted, disputed or open for `line`; or fits: all lines that are as agreed are accepted."""
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                _answer(request, merchant, invoice_id)
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    invoice, found = hubs.invoice_of(invoice_id), hubs.compared(invoice_id)
    rows = [
        {
            "match": match,
            "act": ACTS[match.line.act],
            "cause": CAUSES[match.cause],
            "word": word,
            "said": VERDICTS[word.verdict] if word else "",
        }
        for match, word in ((one, hubs.standing_word(one.line)) for one in found.matches)
    ]
    missing = [{"done": one, "act": ACTS[one.act]} for one in found.missing[:100]]
    context = {
        "merchant": merchant, "refusal": refusal, "invoice": invoice, "rows": rows, "missing": missing, "more": len(found.missing) - len(missing),
        "amount": sum(one.line.amount_minor for one in found.matches), "expected": sum(one.expected_minor for one in found.matches),
        "fits": sum(hubs.standing_word(one.line) is None and one.cause == "fits" for one in found.matches),
    }  # fmt: skip
    return render(request, "desk/hub_invoice.html", context, status=refusal.status if refusal else 200)


def _answer(request: HttpRequest, merchant: Merchant, invoice_id: str) -> None:
    do, by, now = request.POST.get("do", ""), actor_of(request), now_of(request)
    if do != "fits":
        answer_hub_line(merchant_id=merchant.id, line_id=request.POST.get("line", ""), verdict=do, by=by, now=now)
        return
    good = [match.line for match in hubs.compared(invoice_id).matches if match.cause == "fits" and hubs.standing_word(match.line) is None]
    for line in good:
        answer_hub_line(merchant_id=merchant.id, line_id=line.public_id, verdict="accepted", by=by, now=now)
    messages.success(request, _("Accepted."))
