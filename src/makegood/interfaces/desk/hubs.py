"""What lies at the hub: pieces to put back into stock, what else is still to be done, samples of batches."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.hubs import queries as hubs
from makegood.apps.hubs.sampling import WORST, verdict_of
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.base.table import safe_cell
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.journeys.draw_sample import draw_sample
from makegood.journeys.restock_batch import restock_batch
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.downloads import CSV, download
from makegood.web.follow import follow
from makegood.web.hub_words import ACTS as ACT_WORDS
from makegood.web.hub_words import verdict_words
from makegood.web.scope import actor_of, needs


@needs(CASES)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """POST: `do` is restock (the ticked `act`s) or sample."""
    refusal, do = None, request.POST.get("do", "")
    if request.method == "POST":
        try:
            with attempt():
                messages.success(request, (_restock if do == "restock" else _sample)(request, merchant))
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    waiting = [_waiting(one) for one in _with_goods(hubs.wanted_acts())]
    context = {
        "merchant": merchant, "refusal": refusal, "typed": request.POST, "ticked": request.POST.getlist("act"),
        "restock": [one for one in waiting if one["act"].act == "restock"], "others": [one for one in waiting if one["act"].act != "restock"],
        "batches": hubs.batches(), "samples": [_shown(one) for one in hubs.samples()], "hubs": parties.hubs_of_shop(), "worst": WORST,
    }  # fmt: skip
    return render(request, "desk/hubs.html", context, status=refusal.status if refusal else 200)


def _with_goods(acts: list[Any]) -> list[tuple[Any, Any, Any]]:
    """(act, what was sold, case)."""
    items = orders.lines_by_id([one.line.order_line_id for one in acts if one.line is not None])
    cases = returns.cases_by_id({one.case_id for one in acts if one.case_id})
    return [(one, items[one.line.order_line_id], cases[one.case_id]) for one in acts if one.line is not None]


def _waiting(found: tuple[Any, Any, Any]) -> dict[str, Any]:
    act, item, case = found
    return {"act": act, "item": item, "case": case, "words": ACT_WORDS[act.act]}


def _shown(sample: Any) -> dict[str, Any]:
    looks = list(sample.looks.all())
    bad = sum(one.result != "as_it_should" for one in looks)
    verdict = verdict_of(sample.lot, sample.size, bad, len(looks))
    return {
        "sample": sample,
        "verdict": verdict,
        "words": verdict_words(verdict, sample.lot) if looks else "",
        "left": sample.size - len(looks),
    }


def _restock(request: HttpRequest, merchant: Merchant) -> str:
    made = restock_batch(
        merchant_id=merchant.id, act_ids=request.POST.getlist("act")[:200], destination=request.POST.get("destination", ""), by=actor_of(request),
        now=now_of(request),
    )  # fmt: skip
    for case_id in hubs.cases_of_batch(made.id):
        follow(merchant_id=merchant.id, case_id=case_id, now=now_of(request))
    return _("Batch %(number)s is put away.") % {"number": made.number}


def _sample(request: HttpRequest, merchant: Merchant) -> str:
    posted = request.POST
    used = next((one for one in parties.hubs_of_shop() if one.hub.code == posted.get("hub")), None)
    made = draw_sample(
        merchant_id=merchant.id, hub_id=used.hub_id if used else 0, sku=posted.get("sku", ""), batch=posted.get("batch", ""),
        category=posted.get("category", ""), lot=_number(posted.get("lot", "")), worst_percent=_number(posted.get("worst", "")), by=actor_of(request),
        now=now_of(request),
    )  # fmt: skip
    return ngettext("The hub draws %(n)s piece.", "The hub draws %(n)s pieces.", made.size) % {"n": made.size}


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@needs(CASES)
def batch_file(request: HttpRequest, merchant: Merchant, batch_id: str) -> HttpResponse:
    """The document of a batch, a row a piece or several alike."""
    batch, out = hubs.batch_of(batch_id), io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["batch", "day", "hub", "destination", "sku", "title", "grade", "quantity", "act"])
    for line in batch.lines.all():
        item = line.order_line
        rows.writerow([
            batch.number, batch.at.date().isoformat(), batch.hub.code, batch.destination, safe_cell(item.sku), safe_cell(item.title), line.grade, line.quantity,
            line.act.public_id,
        ])  # fmt: skip
    return download("\ufeff" + out.getvalue(), f"restock-{batch.number}.csv", CSV)
