"""The credit notes of a month, for whoever keeps the books."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.apps.parties.abilities import CREDIT_NOTES
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.credit_notes import MOST, as_csv, as_zip, notes_of_month
from makegood.web.downloads import CSV, download
from makegood.web.scope import needs, saw


@needs(CREDIT_NOTES, sees="export")
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """`?month=2026-11`: its notes; `&as=csv` or `&as=zip` fetches them."""
    month = request.GET.get("month") or local_day(now_of(request), merchant.zone).strftime("%Y-%m")
    context = {"merchant": merchant, "month": month}
    saw(request)
    try:
        wanted = request.GET.get("as", "")
        notes = notes_of_month(month, None if wanted in ("csv", "zip") else MOST + 1)
        saw(request, *([""] if wanted == "zip" else []))
        if wanted in ("csv", "zip"):
            content, kind = (as_csv(notes).encode(), CSV) if wanted == "csv" else (as_zip(notes), "application/zip")
            return download(content, f"credit-notes-{month}.{wanted}", kind)
    except Refusal as refusal:
        return render(request, "desk/credit_notes.html", context | {"refusal": refusal}, status=refusal.status)
    return render(request, "desk/credit_notes.html", context | {"notes": notes[:MOST], "more": len(notes) > MOST, "most": MOST})
