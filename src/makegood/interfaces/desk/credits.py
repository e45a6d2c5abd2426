"""Credit that customers have: what is left of each, what was spent, and the codes as a table for the shop's own system."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.settlement import credits
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.journeys.record_spending import record_spending, return_spending
from makegood.journeys.set_credit_ends import set_credit_ends
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, for_owner, for_staff

MOST = 500
COLUMNS = ("code", "left", "currency", "given", "given_on", "bonus_left", "bonus_until", "owed_until", "case", "order")


@for_staff
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """`?as=csv` fetches the codes: they are money to whoever reads them, so the file is the owner's alone (see settings)."""
    return _page(request, merchant, None)


def _page(request: HttpRequest, merchant: Merchant, refusal: Refusal | None) -> HttpResponse:
    today = local_day(now_of(request), merchant.zone)
    found = credits.credits_page(before_id=None, limit=MOST)
    totals: dict[str, int] = {}
    for one in found:
        totals[one.credit.currency] = totals.get(one.credit.currency, 0) + one.left(today)
    context = {
        "merchant": merchant, "refusal": refusal, "rows": [(one, one.left(today), one.credit.reimbursement.amount_minor) for one in found],
        "totals": totals, "said": merchant.settings.get("credit") or {}, "typed": request.POST,
    }  # fmt: skip
    return render(request, "desk/credits.html", context, status=refusal.status if refusal else 200)


@for_owner
def settings(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The owner says until when credit lives, or fetches the codes."""
    if request.method == "POST" and request.POST.get("do") == "fetch":
        return _table(request, merchant)
    if request.method == "POST":
        text = request.POST.get("bonus_days", "").strip()
        try:
            with attempt():
                days = None if not text else int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
                set_credit_ends(
                    merchant_id=merchant.id,
                    bonus_days=days,
                    owed_ends="owed_ends" in request.POST,
                    by=actor_of(request),
                    now=now_of(request),
                )
            messages.success(request, _("Saved."))
        except Refusal as found:
            return _page(request, merchant, found)
    return HttpResponseRedirect(reverse("credits"))


def _table(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    today, out = local_day(now_of(request), merchant.zone), io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in credits.credits_page(before_id=None, limit=100_000):
        left, money = one.left(today), one.credit.currency
        if left <= 0 or one.credit.reimbursement.state != "posted":
            continue
        bonus = sum(part.left for part in one.parts if part.kind == "bonus" and part.lives(today))
        table.writerow((
            one.credit.reimbursement.provider_ref, text_from_minor(left, money), money, text_from_minor(one.credit.reimbursement.amount_minor, money),
            local_day(one.credit.given_at, merchant.zone).isoformat(), text_from_minor(bonus, money), one.bonus_until or "", one.owed_until or "",
            one.credit.case.number, one.credit.case.order.number,
        ))  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="credit-{today}.csv"', "Cache-Control": "private, no-store"}
    return HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)


@for_staff
def one(request: HttpRequest, merchant: Merchant, credit_id: str) -> HttpResponse:
    """One credit: its parts, what was done with them, and a form for an order that was paid with it."""
    credit = credits.credit_of(credit_id)
    if credit is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                _act(request, merchant, credit)
            messages.success(request, _("Done."))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    account = credits.account_of(credit)
    context: dict[str, Any] = {
        "merchant": merchant, "refusal": refusal, "typed": request.POST, "account": account, "credit": credit, "code": credit.reimbursement.provider_ref,
        "left": account.left(local_day(now_of(request), merchant.zone)),
    }  # fmt: skip
    return render(request, "desk/credit.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, merchant: Merchant, credit: Any) -> None:
    amount = minor_from_text(request.POST.get("amount", "").strip().replace(",", "."), credit.currency)
    step = return_spending if request.POST.get("do") == "return" else record_spending
    step(
        merchant_id=merchant.id, code=credit.reimbursement.provider_ref, amount_minor=amount, order_number=request.POST.get("order", "").strip()[:60],
        by=actor_of(request), now=now_of(request),
    )  # fmt: skip
