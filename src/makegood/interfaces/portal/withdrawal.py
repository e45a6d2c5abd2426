"""The receipt of a withdrawal behind its private link: the same content again, and as a PDF. It confirms receipt only."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from makegood.apps.notices import queries as notices
from makegood.apps.returns import declared
from makegood.base.links import link_for, token_of
from makegood.base.tenancy import Merchant
from makegood.kernel.address import usable_address
from makegood.web.clock import now_of
from makegood.web.scope import by_link
from makegood.web.security import address_of, count_try
from makegood.web.withdrawal import earlier_of, receipt_pdf, title_of, words_of_declaration


@by_link("withdrawal", "customer")
def receipt(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    declaration = declared.declaration_of(link.subject)
    words = declared.words_of(declaration.id)
    translation.activate(declaration.language)
    answer = notices.notice_of(declaration.answer_notice) if declaration.answer_notice else None
    context = {
        "merchant": merchant, "declaration": declaration, "words": words_of_declaration(declaration, merchant), "kept": words, "token": token,
        "title": title_of(declaration, merchant), "earlier": earlier_of(declaration), "answer": answer,
        "mailed_to": usable_address(words.email) if words else "", "case_page": _case_page(request, declaration, merchant),
    }  # fmt: skip
    return render(request, "portal/withdrawal.html", context)


def _case_page(request: HttpRequest, declaration: Any, merchant: Merchant) -> str:
    """Only for whoever had shown that the order is theirs; to everybody else it goes by mail to the order's own address."""
    if declaration.case is None or declaration.proof != "shown":
        return ""
    link = link_for(purpose="case", subject=declaration.case.public_id, now=now_of(request))
    return "" if link is None else reverse("case", args=[merchant.slug, token_of(link)])


@by_link("withdrawal", "customer")
def receipt_as_pdf(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    """Drawn when it is asked for; a long one takes its time, so that one address gets no more than sixty in ten minutes."""
    count_try("receipt-pdf", address_of(request), now=now_of(request), most=60, per=timedelta(minutes=10))
    declaration = declared.declaration_of(link.subject)
    words = declared.words_of(declaration.id)
    if words is None:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="{declaration.number}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(receipt_pdf(declaration, words.statement, merchant), content_type="application/pdf", headers=headers)
