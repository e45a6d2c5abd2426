"""Books > Reconciliation: what providers report against what the books say, a month at a time."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.parties.abilities import BOOKS
from makegood.apps.reports import queries as reports
from makegood.apps.reports.words import PROVIDERS
from makegood.base.connections import connections_of_parties
from makegood.base.jobs import defer
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.casefile.differences import Difference
from makegood.casefile.movements import called
from makegood.insight.books.period import Period, month_called
from makegood.insight.reconciliation import Reconciliation, reconcile
from makegood.intake.report import read_report
from makegood.journeys.match_report import match_report, say_match
from makegood.journeys.record_elsewhere import record_elsewhere
from makegood.journeys.settle_difference import settle_difference
from makegood.journeys.take_report import take_report
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.payment_words import problem_of
from makegood.web.report_words import form_words, provider_name, said
from makegood.web.scope import actor_of, needs

ASKED = ("stripe", "paypal")


@needs(BOOKS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    now = now_of(request)
    month = request.GET.get("month") or f"{local_day(now, merchant.zone):%Y-%m}"
    refusal: Refusal | None = None
    if request.method == "POST":
        month = request.POST.get("month") or month
        try:
            with attempt():
                month = _act(request, merchant, month)
            return HttpResponseRedirect(f"{reverse('reconciliation')}?month={month}")
        except Refusal as refused:
            refusal = refused
    period = month_called(merchant, month)
    found = reconcile(period, now=now)
    context = {
        "merchant": merchant, "month": month, "period": period, "refusal": refusal, "typed": request.POST, "sums": _sums(found), "payouts": _payouts(found),
        "open": len(found.open), "told": bool(reports.providers_reported()), "reports": _reports(), "asked": connections_of_parties(ASKED), "by_person": _by_person(period),
        "providers": [(code, provider_name(code)) for code in PROVIDERS],
    }  # fmt: skip
    return render(request, "desk/reconciliation.html", context, status=refusal.status if refusal else 200)


def _sums(found: Reconciliation) -> list[dict[str, Any]]:
    return [
        {"sum": one, "name": provider_name(one.provider), "rows": [said(part, one.differences) for part in one.differences]}
        for one in found.sums
    ]


def _payouts(found: Reconciliation) -> list[dict[str, Any]]:
    return [{"sum": one, "name": provider_name(one.provider), "rows": [said(part) for part in one.differences]} for one in found.payouts]


def _reports() -> list[dict[str, Any]]:
    return [
        {
            "report": one,
            "name": provider_name(one.provider),
            "form": form_words(one.form),
            "why": problem_of(one.problem) if one.problem else "",
        }
        for one in reports.recent_reports()
    ]


def _by_person(period: Period) -> list[dict[str, Any]]:
    """Lines of the month of which a person said that they are ours, each with what it is: that can be taken back."""
    rows = {(row.provider, row.name): row for row in reports.refunds_between(period.start, period.end)}
    found = [one for one in reports.newest_matches(rows=list(rows)) if one.by == "person"]
    ours = called(one.subject for one in found)
    return [
        {"row": rows[(one.provider, one.name)], "ours": ours[one.subject], "name": provider_name(one.provider)}
        for one in found
        if one.subject in ours
    ]


def _act(request: HttpRequest, merchant: Merchant, month: str) -> str:
    """The month to show after it."""
    acts = {"bring": _bring, "ask": _ask, "settle": _settle, "open": _open, "take_in": _take_in, "match": _match, "unmatch": _unmatch}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Refusal("step_not_possible", _("This can't be done here."), _("Reload the page."), status=409)
    return act(request, merchant, month) or month


def _bring(request: HttpRequest, merchant: Merchant, month: str) -> str:
    file, now = request.FILES.get("file"), now_of(request)
    if file is None:
        raise Refusal("file_missing", _("No file was chosen."), _("Choose one, then send it."), field="file")
    if (file.size or 0) > settings.MAKEGOOD_MAX_ORDERS:
        raise Refusal("file_too_large", _("This file is too large."), _("Bring it in month by month."), field="file", status=413)
    with tempfile.NamedTemporaryFile(suffix=".csv") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        read = read_report(Path(kept.name), provider=request.POST.get("provider", ""))
    report = take_report(
        merchant_id=merchant.id, provider=read.provider, form=read.form, movements=read.movements, file_name=(file.name or "").replace("\x00", ""),
        digest=read.digest, since=read.since, until=read.until, by=actor_of(request), now=now,
    )  # fmt: skip
    match_report(merchant_id=merchant.id, report_id=report.public_id, by=actor_of(request), now=now)
    text = ngettext("%(new)s line of %(all)s is new.", "%(new)s lines of %(all)s are new.", report.new) % {
        "new": report.new,
        "all": report.rows,
    }
    messages.success(request, text)
    return f"{local_day(read.until, merchant.zone):%Y-%m}" if read.until is not None else month


def _ask(request: HttpRequest, merchant: Merchant, month: str) -> str:
    """The worker asks: no transaction is open while a provider is asked. From the month's begin on."""
    for one in connections_of_parties(ASKED):
        defer(
            "fetch_report",
            lock=f"report:{one.public_id}",
            merchant_id=merchant.id,
            connection=one.public_id,
            party=one.party,
            since=f"{month}-01",
            by=str(actor_of(request)),
        )
    messages.success(request, _("The provider is being asked. Reload this page in a moment."))
    return month


def _difference(request: HttpRequest, merchant: Merchant, month: str) -> Difference:
    """The one that was before the person: of that name, cause and amount. Refuses `difference_changed`."""
    found = reconcile(month_called(merchant, month), now=now_of(request)).differences
    for one in found:
        if one.key == request.POST.get("key") and f"{one.cause}:{one.amount_minor}" == request.POST.get("was"):
            return one
    raise Refusal("difference_changed", _("This difference is no longer what it was."), _("Look at it again."), status=409)


def _settle(request: HttpRequest, merchant: Merchant, month: str) -> None:
    one = _difference(request, merchant, month)
    settle_difference(
        merchant_id=merchant.id, difference=one, reason=request.POST.get("reason", ""), by=actor_of(request), now=now_of(request)
    )


def _open(request: HttpRequest, merchant: Merchant, month: str) -> None:
    one = _difference(request, merchant, month)
    settle_difference(merchant_id=merchant.id, difference=one, reason="", settled=False, by=actor_of(request), now=now_of(request))


def _take_in(request: HttpRequest, merchant: Merchant, month: str) -> None:
    """A refund that somebody made there is recorded as one made elsewhere: it counts then for what is left of the order."""
    one = _difference(request, merchant, month)
    if one.cause != "unknown_refund" or one.order is None:
        raise Refusal("order_unknown", _("It can't be told which order this is of."), _("Find the order and record it there."), status=409)
    if one.currency != one.order.currency:
        raise Refusal(
            "currency_other", _("It left in another currency than the order's."), _("Say what it was, and settle it."), status=409
        )
    reason, on = request.POST.get("reason", "").strip() or _("Refunded on the provider's pages"), local_day(one.rows[0].at, merchant.zone)
    record_elsewhere(
        merchant_id=merchant.id, order_id=one.order.id, amount_minor=-sum(row.amount_minor for row in one.rows if row.state == "done"), on=on, reason=reason,
        payment_id=one.payment.id if one.payment is not None else None, by=actor_of(request), now=now_of(request),
    )  # fmt: skip


def _match(request: HttpRequest, merchant: Merchant, month: str) -> None:
    """A line that nobody knows is this payment of ours."""
    one, subject = _difference(request, merchant, month), request.POST.get("subject", "")
    if one.cause != "unknown_refund" or not subject:
        raise Refusal("transfer_unknown", _("There is no such payment of ours."), _("Choose one of the list."), field="subject")
    for row in one.rows:
        say_match(merchant_id=merchant.id, row_id=row.public_id, subject=subject, by=actor_of(request), now=now_of(request))


def _unmatch(request: HttpRequest, merchant: Merchant, month: str) -> None:
    say_match(merchant_id=merchant.id, row_id=request.POST.get("row", ""), subject="", by=actor_of(request), now=now_of(request))
