"""A month on one page for the accountant: as it was closed, or as it stands."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.apps.ledger import reports
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.books.month import month_figures
from makegood.interfaces.desk.books import month_period
from makegood.web.clock import now_of
from makegood.web.documents import percent_of
from makegood.web.scope import for_owner


@for_owner
def month(request: HttpRequest, merchant: Merchant, month: str) -> HttpResponse:
    """`?as=csv` fetches the same figures as a table."""
    period = month_period(merchant, month)
    closed, stands = reports.month_report(month), month_figures(period)
    figures = closed.figures if closed is not None else stands
    if request.GET.get("as") == "csv":
        headers = {"Content-Disposition": f'attachment; filename="month-{month}.csv"', "Cache-Control": "private, no-store"}
        return HttpResponse(as_table(figures), content_type="text/csv; charset=utf-8", headers=headers)
    context = {
        "merchant": merchant, "month": month, "period": period, "closed": closed, "figures": figures,
        "vat": [row | {"percent": percent_of(row["rate"])} for row in figures["vat"]], "changed": closed is not None and figures != stands,
        "is_over": period.last < local_day(now_of(request), merchant.zone), "months": reports.closed_months()[:24],
    }  # fmt: skip
    return render(request, "desk/books_month.html", context)


def as_table(figures: dict[str, Any]) -> str:
    """section, what, currency, and the amounts of that section."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("section", "what", "currency", "opening", "debit", "credit", "closing", "net", "tax", "gross"))
    for money, found in figures["currencies"].items():
        for row in found["accounts"]:
            table.writerow(("account", row["account"], money, row["opening"], row["debit"], row["credit"], row["closing"], "", "", ""))
        for section in ("refunds", "credit", "recovered"):
            for name, amount in found[section].items():
                table.writerow((section, name, money, "", "", "", amount, "", "", ""))
        for row in found["open"]:
            table.writerow(("open", row["account"], money, "", "", "", row["for_good"], "", "", ""))
    for row in figures["vat"]:
        table.writerow(("vat", f"{row['country']} {row['rate']}", row["currency"], "", "", "", "", row["net"], row["tax"], row["gross"]))
    return out.getvalue()
