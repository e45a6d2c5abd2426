"""What a provider says left, beside what our books say: each difference with its cause and what to do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from makegood.apps.ledger import reports
from makegood.apps.settlement.parties import PARTIES
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.insight.books.reconciled import compare
from makegood.intake.refund_report import MOST_BYTES, read_report
from makegood.interfaces.desk.books import month_period
from makegood.journeys.explain_difference import explain_difference
from makegood.journeys.take_report import take_report
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, for_owner

# cause -> (what it is, what helps)
CAUSES = {
    "unknown_refund": (later("A refund that we do not know"), later("It was made there by hand or by another program. Record it on its order, as refunded elsewhere.")),
    "missing_there": (later("We booked it, and the report does not know it"), later("Ask the provider about it on its case; fetch the report for a longer time.")),
    "on_its_way": (later("Sent, and not in the report yet"), later("Nothing: a report tells of a refund once it is settled. It is looked at again.")),
    "other_month": (later("Told of in another month than ours"), later("Nothing: it stands in both, on the two sides of a month's end.")),
    "other_amount": (later("Another amount"), later("Ask the provider about it on its case: what moved is what is booked.")),
    "other_currency": (later("Another currency"), later("The provider settled it in another one. Your accountant books the difference of exchange.")),
    "twice_there": (later("Refunded twice there"), later("Call the provider: the customer has it twice.")),
    "came_back": (later("It came back"), later("The customer has no money. Open its case and pay another way.")),
    "payout_sum": (later("A payout that is not the sum of its rows"), later("Fetch the whole report of this payout; if it stays, ask the provider.")),
}  # fmt: skip


@for_owner
def reconcile(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    today = local_day(now_of(request), merchant.zone)
    month = request.GET.get("month") or f"{today:%Y-%m}"
    period = month_period(merchant, month)
    known = reports.reported_providers()
    provider = request.GET.get("provider") or (known[0] if known else "")
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                provider = _act(request, merchant, provider)
            return HttpResponseRedirect(f"{reverse('books_reconcile')}?provider={provider}&month={month}")
        except Refusal as found:
            refusal = found
    compared = compare(provider, period, today=today) if provider in known else None
    rows: list[dict[str, Any]] = []
    for one in compared.found.differences if compared is not None else []:
        what, helps = CAUSES[one.cause]
        rows.append(
            {"one": one, "what": what, "helps": helps, "told": compared.told.get((one.name, one.cause)) if compared is not None else None}
        )
    context = {
        "merchant": merchant, "refusal": refusal, "typed": request.POST, "month": month, "provider": provider, "known": known, "parties": PARTIES,
        "compared": compared, "rows": rows, "sums": _sums(compared) if compared is not None else [], "last_day": reports.last_day(provider) if provider in known else None,
    }  # fmt: skip
    return render(request, "desk/books_reconcile.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, merchant: Merchant, provider: str) -> str:
    """Whose report it is about afterwards."""
    who: dict[str, Any] = {"merchant_id": merchant.id, "by": actor_of(request), "now": now_of(request)}
    if request.POST.get("do") == "explain":
        explain_difference(
            **who,
            provider=provider,
            name=request.POST.get("name", ""),
            cause=request.POST.get("cause", ""),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("Done."))
        return provider
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("file_missing", _("No file was chosen."), _("Choose the report."), field="file")
    if (file.size or 0) > MOST_BYTES:
        raise Refusal("file_too_large", _("This file is too large."), _("Fetch the report for a shorter time."), status=413, field="file")
    report = read_report(file.read())
    party = report.provider or request.POST.get("provider", "")
    if party not in PARTIES:
        raise Refusal(
            "provider_needed", _("Whose report this is can't be told from it."), _("Say which provider it is of."), field="provider"
        )
    taken = take_report(**who, provider=party, facts=report.facts)
    said = ngettext("%(new)s new row of %(read)s.", "%(new)s new rows of %(read)s.", taken.new)
    messages.success(request, said % {"new": taken.new, "read": taken.read})
    return party


def _sums(compared: Any) -> list[dict[str, Any]]:
    """What the report says left, what we say, and the difference, by currency."""
    found = compared.found
    return [
        {
            "currency": money,
            "there": found.there.get(money, 0),
            "here": found.here.get(money, 0),
            "off": found.there.get(money, 0) - found.here.get(money, 0),
            "fees": found.fees.get(money, 0),
        }
        for money in sorted({*found.there, *found.here})
    ]
