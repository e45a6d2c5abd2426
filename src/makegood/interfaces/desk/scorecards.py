"""Scorecards: how suppliers, products, hubs and carriers do, each share with what is likely."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.apps.parties.abilities import PROMISE
from makegood.base.tenancy import Merchant
from makegood.insight.scorecards import ENOUGH, TIMES, CarrierCard, HubCard, ProductCard, Scorecards, SupplierCard, scorecards
from makegood.web.clock import now_of
from makegood.web.downloads import CSV, download
from makegood.web.scope import needs
from makegood.web.scorecard_words import PARTS, as_csv, days_words, kinds_words, number, recovered_words, share_words

MOST_OTHERS = 100


def _found(request: HttpRequest, merchant: Merchant) -> Scorecards:
    """`?days=`: one of TIMES; anything else is the first."""
    asked = request.GET.get("days", "")
    return scorecards(merchant, now=now_of(request), days=next((one for one in TIMES if str(one) == asked), TIMES[0]))


@needs(PROMISE)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """A table for each part; where there were few cases, one sentence instead."""
    found = _found(request, merchant)
    context: dict[str, Any] = {
        "merchant": merchant,
        "found": found,
        "times": TIMES,
        "enough": ENOUGH,
        "average": share_words(found.average),
    }
    if found.is_enough:
        others = [one for one in found.products if not one.stands_out]
        context |= {
            "suppliers": [_supplier(one) for one in found.suppliers], "out": [_product(one) for one in found.products if one.stands_out],
            "others": [_product(one) for one in others[:MOST_OTHERS]], "more": len(others) - MOST_OTHERS,
            "hubs": [_hub(one) for one in found.hubs], "carriers": [_carrier(one) for one in found.carriers],
        }  # fmt: skip
    return render(request, "desk/scorecards.html", context)


@needs(PROMISE)
def file(request: HttpRequest, merchant: Merchant, part: str) -> HttpResponse:
    """One part as a table, every row of it."""
    if part not in PARTS:
        raise Http404
    found = _found(request, merchant)
    name = f"scorecard-{part}-{found.days}-days.csv"
    return download("\ufeff" + as_csv(found, part, merchant.currency), name, CSV)


def _supplier(one: SupplierCard) -> dict[str, Any]:
    return {
        "one": one, "own": share_words(one.goods.own), "kinds": kinds_words(one.goods), "late": share_words(one.goods.late),
        "answers": days_words(one.answer_days), "accepted": share_words(one.accepted), "recovered": recovered_words(one.recovered),
        "agreed": share_words(one.agreed),
    }  # fmt: skip


def _product(one: ProductCard) -> dict[str, Any]:
    return {"one": one, "own": share_words(one.goods.own), "kinds": kinds_words(one.goods), "late": share_words(one.goods.late)}


def _hub(one: HubCard) -> dict[str, Any]:
    return {
        "one": one, "usual": days_words(one.usual_days), "slow": days_words(one.slow_days), "a_day": number(one.a_day),
        "corrected": share_words(one.corrected),
    }  # fmt: skip


def _carrier(one: CarrierCard) -> dict[str, Any]:
    return {
        "one": one, "damaged": share_words(one.damaged), "lost": share_words(one.lost), "late": share_words(one.late),
        "usual": days_words(one.usual_days), "slow": days_words(one.slow_days),
    }  # fmt: skip
