"""Where everything is: pieces by place, with what they cost, and each place's list by product."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from makegood.apps.orders.pieces import Pieces
from makegood.apps.parties.abilities import PIECES
from makegood.base.tenancy import Merchant
from makegood.insight.pieces import Item, whereabouts
from makegood.web.scope import needs

WORDS = {
    "with_customer": gettext_lazy("With customers"),
    "in_transit": gettext_lazy("On the way back"),
    "at_hub": gettext_lazy("At the hub"),
    "stock": gettext_lazy("Back in stock"),
    "refurbish": gettext_lazy("To be made like new"),
    "rework": gettext_lazy("To be reworked"),
    "to_supplier": gettext_lazy("Back to the supplier"),
    "liquidated": gettext_lazy("Sold off"),
    "destroyed": gettext_lazy("Destroyed"),
    "donated": gettext_lazy("Given away"),
    "recycled": gettext_lazy("Recycled"),
    "lost": gettext_lazy("Missing or lost on the way"),
    "kept": gettext_lazy("Kept by customers after a return was agreed"),
}
MOST = 500


@needs(PIECES)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """`?place=` opens one place's list."""
    found, place = whereabouts(), request.GET.get("place", "")
    rows = [
        {"place": name, "words": WORDS[name], "of": pieces, "has_list": name != "with_customer"}
        for name, pieces in found.places.items()
        if pieces.pieces
    ]
    products = _products([one for one in found.items if one.place == place])
    context = {
        "merchant": merchant, "rows": rows, "sold": found.sold, "place": WORDS.get(place), "products": products[:MOST], "more": len(products) - MOST,
    }  # fmt: skip
    return render(request, "desk/pieces.html", context)


def _products(items: list[Item]) -> list[dict[str, Any]]:
    """By article number, the dearest first."""
    sums: dict[str, Pieces] = defaultdict(Pieces)
    titles: dict[str, str] = {}
    for one in items:
        sums[one.line.sku] += Pieces(one.pieces, one.cost_minor or 0, 0 if one.cost_minor is not None else one.pieces)
        titles[one.line.sku] = one.line.title
    found = [{"sku": sku, "title": titles[sku], "of": of} for sku, of in sums.items()]
    return sorted(found, key=lambda row: (-row["of"].cost_minor, row["sku"]))
