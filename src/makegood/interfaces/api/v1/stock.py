"""Where new goods can leave from: shelves with their counts, and who else makes a product."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.stock import queries
from makegood.base.tenancy import merchant_of
from makegood.interfaces.api.v1.answers_stock import Source, SourceIn, SourcePage, Stock, StockIn, StockPage, source_shape, stock_shape
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.journeys.keep_source import Maker, keep_source
from makegood.journeys.keep_stock import Shelf, keep_stock
from makegood.kernel.money import minor_from_text
from makegood.web.clock import now_of

router = Router(tags=["stock"])


@router.get("", response=answers(StockPage), operation_id="list_stock")
@call("read")
def list_stock(request: HttpRequest, cursor: Cursor = "", sku: str = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first; `sku`: of one product."""
    currency = merchant_of(caller_of(request).merchant_id).currency
    found = queries.stocks_page(before_id=place_of(request, cursor), limit=limit + 1, sku=sku)
    return page_of(request, found, limit, lambda one: stock_shape(one, currency))


@router.post("", response=answers(Stock), operation_id="keep_stock")
@call("write")
def put_stock(request: HttpRequest, body: StockIn) -> dict[str, Any]:
    """Write down or change a product's stock at a place, and count it."""
    caller, currency = caller_of(request), merchant_of(caller_of(request).merchant_id).currency
    shelf = Shelf(
        body.sku, body.place, body.holder, body.supplier, body.on_hand, body.ready_days, body.transit, _minor(body.cost, currency)
    )
    return stock_shape(keep_stock(merchant_id=caller.merchant_id, shelf=shelf, by=caller.by, now=now_of(request)), currency)


@router.get("/sources", response=answers(SourcePage), operation_id="list_sources")
@call("read")
def list_sources(request: HttpRequest, cursor: Cursor = "", sku: str = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first; `sku`: of one product."""
    currency = merchant_of(caller_of(request).merchant_id).currency
    found = queries.sources_page(before_id=place_of(request, cursor), limit=limit + 1, sku=sku)
    return page_of(request, found, limit, lambda one: source_shape(one, currency))


@router.post("/sources", response=answers(Source), operation_id="keep_source")
@call("write")
def put_source(request: HttpRequest, body: SourceIn) -> dict[str, Any]:
    """Write down or change who makes a product."""
    caller, currency = caller_of(request), merchant_of(caller_of(request).merchant_id).currency
    maker = Maker(body.sku, body.supplier, body.production_days, body.transit, _minor(body.cost, currency), body.rank, body.personalised)
    return source_shape(keep_source(merchant_id=caller.merchant_id, maker=maker, by=caller.by, now=now_of(request)), currency)


def _minor(text: str | None, currency: str) -> int | None:
    return None if text is None else minor_from_text(text, currency)
