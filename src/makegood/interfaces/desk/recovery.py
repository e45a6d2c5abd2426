"""Recovery: credits that came and what they are for, and what came back by supplier, kind and month."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.claims import credits
from makegood.apps.claims import queries as claims
from makegood.apps.parties.abilities import CASES
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.credit_matching import owed_on, shared_out
from makegood.casefile.days import local_day
from makegood.insight.recovery import MONTHS, Recovery, recovery
from makegood.journeys.explain_credit import explain_credit
from makegood.journeys.match_credit import match_credit
from makegood.journeys.unmatch_credit import unmatch_credit
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.credit_statement import bring_in_statement
from makegood.web.credits_in import take_in
from makegood.web.downloads import CSV, download
from makegood.web.follow import follow
from makegood.web.forms import day_typed
from makegood.web.recovery_words import MEANINGS, WHY, as_csv, party_name
from makegood.web.scope import actor_of, needs

LARGEST, SHOWN, MOST_CHOICES = 2_000_000, 30, 60


def _found(request: HttpRequest, merchant: Merchant) -> Recovery:
    """`?months=`: one of MONTHS; anything else is the first."""
    asked = request.GET.get("months", "")
    return recovery(merchant, now=now_of(request), months=next((one for one in MONTHS if str(one) == asked), MONTHS[0]))


@needs(CASES)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                _do(request, merchant)
            return HttpResponseRedirect(reverse("recovery"))
        except Refusal as refused:
            refusal = refused
    found = _found(request, merchant)
    context = {
        "merchant": merchant, "found": found, "times": MONTHS, "rows": [{"one": one, "name": party_name(one.party, one.who)} for one in found.rows],
        "sums": [(currency, *parts) for currency, parts in found.sums.items()], "held": [_held(one) for one in credits.held()], "latest": _latest(),
        "whos": _whos(), "meanings": MEANINGS, "refusal": refusal, "typed": request.POST if refusal else {}, "today": local_day(now_of(request), merchant.zone),
    }  # fmt: skip
    return render(request, "desk/recovery.html", context, status=refusal.status if refusal else 200)


@needs(CASES)
def file(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Every row of the table."""
    found = _found(request, merchant)
    return download("\ufeff" + as_csv(found.rows), f"recovery-{found.since:%Y-%m}-{found.months}-months.csv", CSV)


def _held(credit: Any) -> dict[str, Any]:
    """A credit that waits, with the claims that it could be for: in its own currency first, and those that are owed just that."""
    there = [one for one in credits.owing(credit.who, party=credit.party) if owed_on(one) > 0]
    choices = [one for one in there if one.currency == credit.currency]
    choices.sort(key=lambda one: owed_on(one) != credit.left_minor)
    why = (
        "other_currency"
        if there and not choices
        else "more"
        if credit.left_minor < credit.amount_minor
        else "several"
        if choices
        else "not_known"
    )
    rows = [{"claim": one, "owed": owed_on(one), "exact": owed_on(one) == credit.left_minor} for one in choices[:MOST_CHOICES]]
    return {"credit": credit, "name": party_name(credit.party, credit.who), "choices": rows, "why": WHY[why]}


def _latest() -> list[dict[str, Any]]:
    """The newest credits with what they were for; what was matched and stands can be taken back."""
    rows = credits.credits_page(before_id=None, limit=SHOWN)
    matches = credits.matches_of([one.id for one in rows])
    found = []
    for one in rows:
        own = matches.get(one.id, [])
        undone = {match.undoes_id for match in own}
        parts = [
            {"match": match, "what": MEANINGS.get(match.meaning, "")} for match in own if match.amount_minor > 0 and match.id not in undone
        ]
        found.append({"credit": one, "name": party_name(one.party, one.who), "parts": parts})
    return found


def _whos() -> list[tuple[str, str]]:
    """(`party:who`, name) of those from whom credits come."""
    found = [(f"supplier:{code}", rows[0].organisation.name) for code, rows in suppliers.by_code().items()]
    return found + [(f"carrier:{name}", name) for name in claims.carriers_claimed()]


def _do(request: HttpRequest, merchant: Merchant) -> None:
    acts: dict[str, Callable[[HttpRequest, Merchant], None]] = {
        "add": _add, "file": _bring_in, "match": _match, "explain": _explain, "unmatch": _unmatch,
    }  # fmt: skip
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Refusal("action_unknown", _("This is not possible here."), _("Reload the page."), status=400)
    act(request, merchant)


def _who(request: HttpRequest) -> tuple[str, str]:
    party, _colon, who = request.POST.get("who", "").partition(":")
    return party, who


def _amount(text: str, currency: str) -> int:
    text = text.strip().replace(",", ".")
    if not text:
        raise Refusal("amount_needed", _("A credit is more than nothing."), _("Write the amount that came."), status=422, field="amount")
    return minor_from_text(text, currency)


def _add(request: HttpRequest, merchant: Merchant) -> None:
    form, (party, who) = request.POST, _who(request)
    currency = form.get("currency", "").strip().upper()[:3] or merchant.currency
    made = take_in(
        merchant_id=merchant.id, party=party, who=who, amount_minor=_amount(form.get("amount", ""), currency), currency=currency,
        came_on=day_typed(form.get("came_on", ""), "came_on"), way="invoice" if "invoice" in form else "typed", reference=form.get("reference", ""),
        named=form.get("named", ""), by=actor_of(request), now=now_of(request),
    )  # fmt: skip
    if made.why:
        messages.warning(request, _("It is kept. %(why)s Say below what it is for.") % {"why": WHY[made.why]})
    else:
        messages.success(request, _("It is kept, and its claim has it."))


def _bring_in(request: HttpRequest, merchant: Merchant) -> None:
    file, (party, who) = request.FILES.get("file"), _who(request)
    if file is None:
        raise Refusal("file_missing", _("No file was chosen."), _("Choose one, then send it."), field="file")
    if (file.size or 0) > LARGEST:
        raise Refusal("file_too_large", _("This file is too large."), _("Bring it in as several files."), field="file")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "statement"
        path.write_bytes(b"".join(file.chunks()))
        found = bring_in_statement(
            path, merchant_id=merchant.id, party=party, who=who, currency=merchant.currency, by=actor_of(request), now=now_of(request)
        )
    taken = len(found.taken)
    messages.success(request, ngettext("%(n)s credit is new.", "%(n)s credits are new.", taken) % {"n": taken})
    if found.held:
        messages.warning(request, ngettext("%(n)s waits for you below.", "%(n)s wait for you below.", found.held) % {"n": found.held})
    if found.known:
        messages.info(request, ngettext("%(n)s row was known.", "%(n)s rows were known.", found.known) % {"n": found.known})
    for number, refused in found.refused[:20]:
        messages.warning(request, _("Row %(n)s: %(why)s") % {"n": number, "why": f"{_(refused.message)} {_(refused.remedy)}"})


def _match(request: HttpRequest, merchant: Merchant) -> None:
    """Over all claims that are ticked, in their order, as far as it goes."""
    credit = credits.credit_of(request.POST.get("credit", ""))
    ticked = [claims.claim_of(name) for name in dict.fromkeys(request.POST.getlist("claim")[:MOST_CHOICES])]
    parts = [(one.public_id, amount) for one, amount in shared_out(credit.left_minor, ticked)]
    closed = match_credit(merchant_id=merchant.id, credit_id=credit.public_id, parts=parts, by=actor_of(request), now=now_of(request))
    for case_id in sorted({one.case_id for one in closed}):
        follow(merchant_id=merchant.id, case_id=case_id, now=now_of(request))
    messages.success(request, ngettext("%(n)s claim has its credit.", "%(n)s claims have their credit.", len(closed)) % {"n": len(closed)})


def _explain(request: HttpRequest, merchant: Merchant) -> None:
    explain_credit(
        merchant_id=merchant.id, credit_id=request.POST.get("credit", ""), meaning=request.POST.get("meaning", ""), by=actor_of(request),
        now=now_of(request),
    )  # fmt: skip
    messages.success(request, _("Done."))


def _unmatch(request: HttpRequest, merchant: Merchant) -> None:
    number = request.POST.get("match", "")
    unmatch_credit(
        merchant_id=merchant.id, match_id=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0, by=actor_of(request),
        now=now_of(request),
    )  # fmt: skip
    messages.success(request, _("It is taken back. The credit waits below."))
