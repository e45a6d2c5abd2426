"""The books, a month at a time: what each account stood at, and all of it as a file for the accountant."""

import calendar
import re
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.apps.ledger.accounts import MONEY_ACCOUNTS, UNITS
from makegood.apps.parties.abilities import BOOKS
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.books.beancount import as_beancount
from makegood.insight.books.period import Period, period_of
from makegood.insight.books.table import as_csv, trial_balance
from makegood.web.clock import now_of
from makegood.web.scope import needs


def _month(merchant: Merchant, text: str) -> Period:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text, re.ASCII):
        raise Http404
    first = date.fromisoformat(f"{text}-01")
    return period_of(merchant, first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


@needs(BOOKS)
def books(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    today = local_day(now_of(request), merchant.zone)
    text = request.GET.get("month", f"{today:%Y-%m}")
    period = _month(merchant, text)
    rows = [row for row in trial_balance(period) if row["commodity"] != UNITS]
    return render(request, "desk/books.html", {"merchant": merchant, "rows": rows, "month": text, "period": period})


@needs(BOOKS)
def books_file(request: HttpRequest, merchant: Merchant, month: str, form: str) -> HttpResponse:
    if form not in ("csv", "beancount"):
        raise Http404
    period = _month(merchant, month)
    text = "".join(as_csv(period) if form == "csv" else as_beancount(merchant, period, MONEY_ACCOUNTS))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8" if form == "csv" else "text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="books-{month}.{form}"'
    return answer
