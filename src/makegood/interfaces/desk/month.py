"""Books > The month: for the accountant, each figure with the lines that it is the sum of."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import BOOKS
from makegood.apps.reports import queries as reports
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.books.period import Period, month_called
from makegood.insight.month.figures import asked_behind, cases_behind, month_of_books
from makegood.journeys.close_month import set_accountant
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.downloads import CSV, download
from makegood.web.month_report import (
    as_csv,
    as_pdf,
    code_words,
    country_words,
    currencies_of,
    key_words,
    parts_of,
    rate_words,
    section_words,
    taxes_of,
)
from makegood.web.scope import actor_of, needs

SHOWN = 500


def _figures(period: Period) -> tuple[dict[str, Any], Any]:
    """(the figures, the ClosedMonth): as they were kept where the month is closed, as they stand now where it is not."""
    closed = reports.closed_month(period.first)
    return (closed.figures if closed is not None else month_of_books(period).as_json()), closed


def _called(request: HttpRequest, merchant: Merchant) -> str:
    return request.GET.get("month") or f"{local_day(now_of(request), merchant.zone):%Y-%m}"


@needs(BOOKS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal, month = None, _called(request, merchant)
    if request.method == "POST":
        try:
            set_accountant(merchant_id=merchant.id, email=request.POST.get("email", ""), by=actor_of(request), now=now_of(request))
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(f"{reverse('month')}?month={month}")
        except Refusal as refused:
            refusal = refused
    period = month_called(merchant, month)
    figures, closed = _figures(period)
    parts = [
        {"currency": currency, "sections": parts_of(figures, currency), "taxes": taxes_of(figures, currency, merchant.country)}
        for currency in currencies_of(figures)
    ]
    context = {
        "merchant": merchant, "month": month, "period": period, "parts": parts, "closed": closed, "refusal": refusal,
        "email": request.POST.get("email", merchant.settings.get("accountant", "")),
    }  # fmt: skip
    return render(request, "desk/month.html", context, status=refusal.status if refusal else 200)


@needs(BOOKS)
def rows(request: HttpRequest, merchant: Merchant, month: str) -> HttpResponse:
    """`?section=refunds&key=refund:stripe&currency=EUR`: what the figure is the sum of."""
    period, (section, key, currency) = month_called(merchant, month), (request.GET.get(name, "") for name in ("section", "key", "currency"))
    closed = reports.closed_month(period.first)
    books = month_of_books(period, through=closed.through if closed is not None else None)
    context = {"merchant": merchant, "month": month, "period": period, "currency": currency}
    if section == "credit_notes":
        country, _colon, rate = key.partition(":")
        note = next((one for one in books.notes if (one.country, one.rate, one.currency) == (country, rate, currency)), None)
        if note is None:
            raise Http404
        return render(
            request,
            "desk/month_rows.html",
            context | {"title": f"{country_words(country)}, {rate_words(rate)}", "numbers": note.numbers, "sum": note.gross},
        )
    figure = next((one for one in books.figures if (one.section, one.key, one.currency) == (section, key, currency)), None)
    if figure is None:
        raise Http404
    through = closed.through if closed is not None else None
    all_lines = figure.lines or (asked_behind if section == "asked" else cases_behind)(period, key, currency, through=through)
    lines = all_lines[:SHOWN]
    cases = returns.cases_by_id({line.case_id for line in lines if line.case_id is not None})
    shown = [
        {
            "line": line,
            "words": code_words(line.code) if line.code else "",
            "case": cases.get(line.case_id) if line.case_id is not None else None,
        }
        for line in lines
    ]
    title = f"{section_words(section)[0]}: {key_words(section, key)}"
    return render(
        request,
        "desk/month_rows.html",
        context | {"title": title, "rows": shown, "sum": figure.minor, "more": len(all_lines) - len(lines)},
    )


@needs(BOOKS)
def file(request: HttpRequest, merchant: Merchant, month: str, form: str) -> HttpResponse:
    period = month_called(merchant, month)
    figures, closed = _figures(period)
    if form == "csv":
        content, kind = as_csv(figures, period.first).encode(), CSV
    elif form == "pdf":
        day = local_day(closed.at if closed is not None else now_of(request), merchant.zone)
        content, kind = as_pdf(figures, period.first, merchant, closed=closed, day=day), "application/pdf"
    else:
        raise Http404
    return download(content, f"month-{month}.{form}", kind)
