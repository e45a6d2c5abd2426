"""Declared withdrawals: those that need a person, one on a page with its log, matched to an order or answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.inbox import queries as inbox
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.statement import when
from makegood.journeys.answer_declaration import answer_declaration
from makegood.journeys.match_declaration import match_declaration
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import actor_of, needs
from makegood.web.withdrawal import receipt_pdf


@needs(CASES, sees="list")
def withdrawals(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Those that wait first, then the newest of all."""
    before = request.GET.get("before", "")
    page = declared.declarations_page(before_id=int(before) if before.isdigit() and len(before) < 18 else None)
    waiting = [] if before else declared.waiting()
    words = declared.words_of_several([one.id for one in [*page, *waiting]])
    return render(request, "desk/withdrawals.html", {"merchant": merchant, "page": page, "waiting": waiting, "words": words})


@needs(CASES, sees="declaration")
def withdrawal(request: HttpRequest, merchant: Merchant, declaration_id: str) -> HttpResponse:
    """POST: match (order, its lines) or answer (text). A refusal comes back on the page with what was typed."""
    declaration = declared.declaration_of(declaration_id)
    if request.method != "POST":
        return _page(request, merchant, declaration)
    try:
        with attempt():
            _act(request, merchant, declaration)
    except Refusal as refusal:
        return _page(request, merchant, declared.declaration_of(declaration_id), refusal)
    messages.success(request, _("Done."))
    return HttpResponseRedirect(reverse("desk_withdrawal", args=[declaration_id]))


def _act(request: HttpRequest, merchant: Merchant, declaration: Any) -> None:
    by, now, do = actor_of(request), now_of(request), request.POST.get("do", "")
    if do == "match":
        order = orders.order_of(request.POST.get("order", ""))
        ticked = set(request.POST.getlist("line"))
        lines = [
            {"line_id": line.id, "quantity": _quantity(request, line)} for line in orders.lines_of(order.id) if str(line.id) in ticked
        ]  # fmt: skip
        if not lines:
            raise Refusal("nothing_asked", _("No item was chosen."), _("Choose what it is about."), field="lines")
        found = match_declaration(merchant_id=merchant.id, declaration_id=declaration.id, order_id=order.id, lines=lines, by=by, now=now)
        follow(merchant_id=merchant.id, case_id=found.case_id, now=now)
    elif do == "answer":
        answer_declaration(merchant_id=merchant.id, declaration_id=declaration.id, text=request.POST.get("text", ""), by=by, now=now)
    else:
        raise Refusal("action_unknown", _("This is not possible here."), _("Reload the page."), status=400)


def _quantity(request: HttpRequest, line: Any) -> int:
    text = request.POST.get(f"quantity_{line.id}", "")
    return max(1, min(int(text), line.quantity)) if text.isascii() and text.isdigit() and len(text) < 8 else int(line.quantity)


def _page(request: HttpRequest, merchant: Merchant, declaration: Any, refusal: Refusal | None = None) -> HttpResponse:
    words = declared.words_of(declaration.id)
    query = request.GET.get("q", request.POST.get("q", words.order_number if words else ""))[:60].strip()
    waits = declaration.state in declared.WAITING
    found = orders.orders_page(number=query, limit=5) if waits and query and declaration.state != "attached" else []
    timeline = declared.timeline_of(declaration.id)
    context = {
        "merchant": merchant, "declaration": declaration, "words": words, "refusal": refusal, "typed": request.POST, "q": query, "waits": waits,
        "candidates": [_candidate(order, declaration) for order in found], "timeline": timeline, "mails": inbox.mails_of_declaration(declaration.id), "title": _("Withdrawal of %(when)s") % {"when": when(declaration.received_at, merchant.zone)},
        "mail": notices.notice_of(declaration.acknowledged.get("notice", "")),
        "answer": notices.notice_of(declaration.answer_notice) if declaration.answer_notice else None,
    }  # fmt: skip
    return render(request, "desk/withdrawal.html", context, status=refusal.status if refusal else 200)


def _candidate(order: Any, declaration: Any) -> dict[str, Any]:
    """An order that it may be, with its lines; those that were ticked in the declaration are ticked here."""
    ticked = {one["line_id"]: one["quantity"] for one in declaration.lines}
    lines = orders.lines_of(order.id)
    return {
        "order": order,
        "contact": orders.contact_of(order.id),
        "cases": returns.cases_of_order(order.id),
        "lines": [
            {"line": line, "ticked": not ticked or line.id in ticked, "quantity": ticked.get(line.id, line.quantity)} for line in lines
        ],
    }


@needs(CASES, sees="declaration")
def receipt(request: HttpRequest, merchant: Merchant, declaration_id: str) -> HttpResponse:
    declaration = declared.declaration_of(declaration_id)
    words = declared.words_of(declaration.id)
    if words is None:
        raise Refusal("words_erased", _("The words of this declaration were erased."), _("Its digest stands in the log."), status=410)
    headers = {"Content-Disposition": f'inline; filename="{declaration.number}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(receipt_pdf(declaration, words.statement, merchant), content_type="application/pdf", headers=headers)
