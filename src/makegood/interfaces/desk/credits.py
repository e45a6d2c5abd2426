"""Credit that customers have: what is left of each, what was spent, and codes for the shop's own system."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.parties.abilities import CASES, KEYS
from makegood.apps.settlement import credits
from makegood.apps.settlement.queries import reimbursement_of
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.intake.spendings import bring_in_spendings
from makegood.journeys.record_spending import record_spending
from makegood.journeys.return_spending import return_spending
from makegood.journeys.show_codes import show_codes
from makegood.kernel.money import minor_from_text
from makegood.kernel.period import day_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.credits import EXPORTS, codes_as_csv, credits_shown
from makegood.web.downloads import CSV, download
from makegood.web.scope import actor_of, needs

PAGE, LARGEST = 50, 2_000_000


def _amount(text: str, currency: str) -> int:
    text = text.strip().replace(",", ".")
    if not text:
        raise Refusal("amount_not_positive", _("An amount is needed."), _("Say how much it was."), field="amount")
    return minor_from_text(text, currency)


def _told(form: QueryDict, code: str, merchant_id: int, by: Actor, now: datetime, *, back: bool) -> Any:
    """What a person says of one order; the same for the page of all credits and a case's own."""
    currency = credits.credit_by_code(code).currency
    order = form.get("order", "")
    if back:
        typed = form.get("amount", "").strip()
        return return_spending(
            merchant_id=merchant_id, code=code, order_number=order, amount_minor=_amount(typed, currency) if typed else None,
            reference=form.get("reference", ""), source="desk", by=by, now=now,
        )  # fmt: skip
    day = form.get("day", "")
    if day and day_from_text(day) is None:
        raise Refusal("date_unreadable", _("This day can't be read."), _("Choose a day from the calendar."), field="day")
    return record_spending(
        merchant_id=merchant_id, code=code, order_number=order, amount_minor=_amount(form.get("amount", ""), currency), currency=currency,
        spent_on=day_from_text(day) if day else None, source="desk", by=by, now=now,
    )  # fmt: skip


def _of_case(case: Any, form: QueryDict) -> str:
    """The code of one of this case's credits, which the form names by its public id: nobody types it here."""
    credit = reimbursement_of(form.get("credit", ""))
    if credit.case_id != case.id:
        raise Refusal("code_unknown", _("There is no such credit."), _("Reload the page."), status=404)
    return str(credit.provider_ref)


def _spend(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    _told(form, _of_case(case, form), merchant, by, now, back=False)


def _back(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    _told(form, _of_case(case, form), merchant, by, now, back=True)


STEPS = {"credit_spent": _spend, "credit_back": _back}


@needs(CASES, sees="list")
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """All credits, the newest first; a form for one spending, and one for a table of them."""
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                _do(request, merchant)
            return HttpResponseRedirect(reverse("credits"))
        except Refusal as found:
            refusal = found
    before = request.GET.get("before", "")
    rows = credits.credits_page(before_id=int(before) if before.isdigit() and len(before) < 18 else None, limit=PAGE + 1)
    context = {
        "merchant": merchant, "credits": credits_shown(rows[:PAGE], merchant.zone), "more": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "sums": list(credits.left_in_all().items()), "refusal": refusal, "typed": request.POST, "exports": tuple(EXPORTS),
    }  # fmt: skip
    return render(request, "desk/credits.html", context, status=refusal.status if refusal else 200)


def _do(request: HttpRequest, merchant: Merchant) -> None:
    by, now = actor_of(request), now_of(request)
    if request.POST.get("do") == "file":
        _bring_in(request, merchant, by, now)
        return
    told = _told(request.POST, request.POST.get("code", ""), merchant.id, by, now, back=request.POST.get("do") == "back")
    messages.success(request, _("It was known already; nothing changed.") if told.again else _("Done."))


def _bring_in(request: HttpRequest, merchant: Merchant, by: Actor, now: datetime) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("file_missing", _("No file was chosen."), _("Choose one, then send it."), field="file")
    if (file.size or 0) > LARGEST:
        raise Refusal("file_too_large", _("This file is too large."), _("Bring it in as several files."), field="file")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "spendings"
        path.write_bytes(b"".join(file.chunks()))
        report = bring_in_spendings(path, merchant_id=merchant.id, by=by, now=now)
    messages.success(request, ngettext("%(n)s row is new.", "%(n)s rows are new.", report.new) % {"n": report.new})
    if report.known:
        messages.info(request, ngettext("%(n)s row was known.", "%(n)s rows were known.", report.known) % {"n": report.known})
    for number, refused in report.refused[:20]:
        messages.warning(request, _("Row %(n)s: %(why)s") % {"n": number, "why": f"{refused.message} {refused.remedy}"})
    if len(report.refused) > 20:
        messages.warning(request, _("And %(n)s more rows could not be read.") % {"n": len(report.refused) - 20})


@needs(KEYS)
def codes(request: HttpRequest, merchant: Merchant, form: str) -> HttpResponse:
    """All codes with something left, in full: who has them can spend them. By a button, and it is written down."""
    if form not in EXPORTS:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("credits"))
    show_codes(merchant_id=merchant.id, form=form, by=actor_of(request), now=now_of(request))
    return download(codes_as_csv(form, merchant.zone), f"credit-codes-{form}.csv", CSV)
