"""Settings > Suppliers > two side by side, before the shop switches from one to the other."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import SETTINGS
from makegood.apps.sourcing.words import QUESTIONS
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.insight.sourcing import Comparison, Parallel, Side, compare_suppliers
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.begin_parallel_test import begin_parallel_test
from makegood.journeys.end_parallel_test import end_parallel_test
from makegood.kernel.refusal import Refusal
from makegood.web.agreement_words import parts_of
from makegood.web.clock import now_of
from makegood.web.forms import day_typed
from makegood.web.scope import actor_of, needs
from makegood.web.scorecard_words import days_words, share_words
from makegood.web.sourcing_words import ASKS, PARTS, answer_words, measured_words, score_words
from makegood.web.templatetags.money_tags import money


@needs(SETTINGS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """`?one=` and `?other=`: codes of suppliers; without two of them, a choice."""
    names = {code: versions[0].organisation.name for code, versions in suppliers.by_code().items()}
    one, other = request.GET.get("one", ""), request.GET.get("other", "")
    refusal, now = None, now_of(request)
    if request.method == "POST":
        try:
            with attempt():
                _act(request, merchant, one, other)
            return HttpResponseRedirect(request.get_full_path())
        except Refusal as refused:
            refusal = refused
    is_pair = one in names and other in names and one != other
    found = compare_suppliers(merchant, one, other, now=now) if is_pair else None
    return settings_page(
        request, "supplier_compare", merchant, refusal, names=names.items(), one=one, other=other, found=found, today=local_day(now, merchant.zone),
        sides=[_heads(side) for side in found.sides] if found else [], rows=_rows(found, merchant.currency) if found else [],
        parallels=[_parallel(row, names) for row in found.parallels] if found else [],
    )  # fmt: skip


def _act(request: HttpRequest, merchant: Merchant, one: str, other: str) -> None:
    form = request.POST
    who: dict[str, Any] = {"merchant_id": merchant.id, "by": actor_of(request), "now": now_of(request)}
    if form.get("do") == "end":
        end_parallel_test(test_id=form.get("test", ""), chosen=form.get("chosen", ""), **who)
        messages.success(request, _("Written down."))
        return
    share = form.get("share", "").strip()
    begin_parallel_test(
        sku=form.get("sku", ""), one=one, other=other, share_percent=int(share) if share.isascii() and share.isdigit() and len(share) < 3 else 0,
        until_on=day_typed(form.get("until", ""), "until"), **who,
    )  # fmt: skip
    messages.success(request, _("The parallel test has begun. Send that share of the new orders to the other supplier."))


def _heads(side: Side) -> dict[str, Any]:
    return {"side": side, "to": reverse("supplier_vetting", args=[side.code]), "terms": side.agreement}


def _rows(found: Comparison, currency: str) -> list[dict[str, Any]]:
    """[{"part", "rows": [(what, of one, of the other)]}]; what is not known says so."""
    one, other = found.sides
    unknown = _("not known")

    def pair(what: Any, make: Any) -> tuple[str, list[str], list[str]]:
        return str(what), _lines(make(one), unknown), _lines(make(other), unknown)

    known = [
        pair(_("Score of the checklist"), lambda side: score_words(side.vetted.score)),
        pair(_("Test return"), lambda side: [f"{ASKS[row.question]}: {measured_words(row)}" for row in side.vetted.seen]),
    ]
    done = [
        pair(_("Faulty pieces"), lambda side: share_words(side.card.goods.own) if side.card else ""),
        pair(_("Late or never came"), lambda side: share_words(side.card.goods.late) if side.card else ""),
        pair(_("Half of its answers to claims came within"), lambda side: days_words(side.card.answer_days) if side.card else ""),
        pair(_("Claims that it accepted"), lambda side: share_words(side.card.accepted) if side.card else ""),
    ]
    prices = [
        pair(found.sides[0].prices[sku].title, lambda side, sku=sku: money(side.prices[sku].cost_minor, currency)) for sku in found.both
    ]
    terms = [pair(_("Agreement"), _terms)]
    asked = [
        {"part": PARTS[part], "rows": [pair(ASKS[row], lambda side, row=row: answer_words(side.vetted.answers, row)) for row in rows]}
        for part, rows in QUESTIONS.items()
    ]
    return [
        {"part": _("In short"), "rows": known}, {"part": _("What it did in the last year"), "rows": done},
        {"part": _("What the same article costs"), "rows": prices}, {"part": _("What was agreed"), "rows": terms}, *asked,
    ]  # fmt: skip


def _terms(side: Side) -> list[str]:
    if side.agreement is None:
        return []
    first = [] if side.agreement.confirmed else [_("Nobody has confirmed these terms.")]
    return first + [f"{part.title}: {said.text}" for part in parts_of(side.agreement.terms) for said in part.says]


def _lines(value: str | list[str], unknown: str) -> list[str]:
    lines = [value] if isinstance(value, str) else value
    return [line for line in lines if line] or [unknown]


def _parallel(row: Parallel, names: dict[str, str]) -> dict[str, Any]:
    sides = [
        {"name": names.get(one.code, one.code), "code": one.code, "pieces": one.pieces, "faulty": share_words(one.faulty), "late": share_words(one.late), "lead": days_words(one.lead_days), "timed": one.timed}
        for one in row.sides
    ]  # fmt: skip
    return {"test": row.test, "sides": sides, "reached": share_words(row.reached), "chosen": names.get(row.test.chosen, row.test.chosen)}
