"""Settings > Stock: where new goods can leave from, and who else makes a product."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.parties.abilities import SETTINGS
from makegood.apps.stock import queries as stock
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.shelves import show_transit
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.keep_source import keep_source
from makegood.journeys.keep_stock import keep_stock
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.downloads import CSV, download
from makegood.web.scope import actor_of, needs
from makegood.web.stock_file import MOST_BYTES, read_maker, read_shelf, rows_of, sources_csv, stocks_csv
from makegood.web.stock_words import HOLDER


@needs(SETTINGS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """`?stock=` and `?source=` put one that is there into its form."""
    refusal, done = None, request.POST.get("do", "")
    if request.method == "POST":
        try:
            with attempt():
                said = _STEPS.get(done, _shelf)(request, merchant)
            messages.success(request, said)
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    stocks, sources = stock.all_stocks(), stock.all_sources()
    typed = {name: request.POST.get(name, "") for name in request.POST} if refusal is not None else {}
    chosen, maker = request.GET.get("stock", ""), request.GET.get("source", "")
    shelf = next((_shelf_shown(one, merchant) for one in stocks if one.public_id == chosen), {})
    source = next((_source_shown(one, merchant) for one in sources if str(one.id) == maker), {})
    return settings_page(
        request, "stock", merchant, refusal, stocks=[(one, show_transit(one.transit)) for one in stocks],
        sources=[(one, show_transit(one.transit)) for one in sources], shelf=typed if done == "shelf" else shelf, holder=HOLDER,
        source=typed if done == "source" else source, codes=sorted(suppliers.by_code()), most=stock.MOST, wrong_form=done,
    )  # fmt: skip


def _shelf_shown(one: Any, merchant: Merchant) -> dict[str, Any]:
    cost = "" if one.cost_minor is None else text_from_minor(one.cost_minor, merchant.currency)
    return {
        "sku": one.sku, "place": one.place, "holder": one.holder, "supplier": one.code, "on_hand": one.on_hand, "ready_days": one.ready_days,
        "transit": show_transit(one.transit), "cost": cost,
    }  # fmt: skip


def _source_shown(one: Any, merchant: Merchant) -> dict[str, Any]:
    cost = "" if one.cost_minor is None else text_from_minor(one.cost_minor, merchant.currency)
    days = "" if one.production_days is None else one.production_days
    return {
        "sku": one.sku, "supplier": one.code, "production_days": days, "transit": show_transit(one.transit), "cost": cost, "rank": one.rank,
        "personalised": "yes" if one.personalised else "",
    }  # fmt: skip


def _shelf(request: HttpRequest, merchant: Merchant) -> str:
    shelf = read_shelf(request.POST.dict(), merchant.currency)  # type: ignore[arg-type]
    keep_stock(merchant_id=merchant.id, shelf=shelf, by=actor_of(request), now=now_of(request))
    return _("Saved.")


def _source(request: HttpRequest, merchant: Merchant) -> str:
    maker, drop = read_maker(request.POST.dict(), merchant.currency), "drop" in request.POST  # type: ignore[arg-type]
    keep_source(merchant_id=merchant.id, maker=maker, drop=drop, by=actor_of(request), now=now_of(request))
    return _("Taken away.") if drop else _("Saved.")


def _file(request: HttpRequest, merchant: Merchant) -> str:
    """All rows or none: the first that can't be is named."""
    sent: Any = request.FILES.get("file")
    if sent is None or sent.size > MOST_BYTES:
        raise Refusal("file_needed", _("No table came, or it is too large."), _("Choose a file of at most one megabyte."), field="file")
    are_stocks, rows = rows_of(sent.read())
    for number, row in enumerate(rows, start=2):
        try:
            if are_stocks:
                keep_stock(merchant_id=merchant.id, shelf=read_shelf(row, merchant.currency), by=actor_of(request), now=now_of(request))
            else:
                keep_source(merchant_id=merchant.id, maker=read_maker(row, merchant.currency), by=actor_of(request), now=now_of(request))
        except Refusal as found:
            message = _("Row %(number)s: %(message)s") % {"number": number, "message": found.message}
            raise Refusal(found.code, message, found.remedy, status=found.status, field="file") from None
    return ngettext("%(n)s row is in.", "%(n)s rows are in.", len(rows)) % {"n": len(rows)}


_STEPS = {"shelf": _shelf, "source": _source, "file": _file}


@needs(SETTINGS)
def stock_csv(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    return download("\ufeff" + stocks_csv(stock.all_stocks(), merchant.currency), "stock.csv", CSV)


@needs(SETTINGS)
def source_csv(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    return download("\ufeff" + sources_csv(stock.all_sources(), merchant.currency), "sources.csv", CSV)
