"""Reads of stocks and sources."""

from django.db.models import Sum
from django.db.models.functions import Coalesce

from makegood.apps.stock.models import Movement, Source, Stock
from makegood.base.together import Wanted, fetch
from makegood.kernel.refusal import Refusal

MOST = 500


_OF_ORDER = "sku = ANY (ARRAY(SELECT sku FROM orders_line WHERE order_id = %s))"


def stocks_wanted(order_id: int) -> Wanted:
    """Of the products that this order bought."""
    return Wanted(("stocks", order_id), Stock, _OF_ORDER, (order_id,))


def sources_wanted(order_id: int) -> Wanted:
    return Wanted(("sources", order_id), Source, _OF_ORDER, (order_id,))


def stocks_for(order_id: int) -> list[Stock]:
    found: list[Stock] = fetch(stocks_wanted(order_id))
    return found


def sources_for(order_id: int) -> list[Source]:
    found: list[Source] = fetch(sources_wanted(order_id))
    return found


def stocks_of(sku: str) -> list[Stock]:
    return list(Stock.objects.filter(sku=sku).order_by("id"))


def sources_of(sku: str) -> list[Source]:
    return list(Source.objects.filter(sku=sku).order_by("id"))


def stock_of(public_id: str) -> Stock:
    """Refuses `stock_unknown`."""
    found: Stock | None = Stock.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("stock_unknown", "There is no such stock.", "See the list of them.", status=404)
    return found


def stocks_page(*, before_id: int | None, limit: int, sku: str = "") -> list[Stock]:
    """The newest first; of one product where it is named."""
    found = Stock.objects.all() if before_id is None else Stock.objects.filter(id__lt=before_id)
    return list((found.filter(sku=sku) if sku else found).order_by("-id")[:limit])


def sources_page(*, before_id: int | None, limit: int, sku: str = "") -> list[Source]:
    """The newest first; of one product where it is named."""
    found = Source.objects.all() if before_id is None else Source.objects.filter(id__lt=before_id)
    return list((found.filter(sku=sku) if sku else found).order_by("-id")[:limit])


def all_stocks() -> list[Stock]:
    """By product and place, at most `MOST`."""
    return list(Stock.objects.order_by("sku", "place")[:MOST])


def all_sources() -> list[Source]:
    """By product and rank, at most `MOST`."""
    return list(Source.objects.order_by("sku", "rank", "code")[:MOST])


def movements_of(stock: Stock) -> list[Movement]:
    """The newest first."""
    return list(Movement.objects.filter(stock=stock).order_by("-id")[:MOST])


def held_for(subject: str) -> dict[int, int]:
    """{stock's id: pieces that are reserved for this order of new goods now}."""
    sums = Movement.objects.filter(subject=subject).values("stock_id").annotate(held=Sum("reserved"))
    return {one["stock_id"]: one["held"] for one in sums if one["held"]}


def reserved_subjects() -> set[str]:
    """The orders of new goods for which anything is reserved."""
    sums = Movement.objects.exclude(subject="").values("subject").annotate(held=Sum("reserved")).filter(held__gt=0)
    return {one["subject"] for one in sums}


def astray() -> list[Stock]:
    """Stocks whose numbers are not what their movements come to."""
    summed = {
        one["stock_id"]: (one["there"], one["held"])
        for one in Movement.objects.values("stock_id").annotate(there=Coalesce(Sum("on_hand"), 0), held=Coalesce(Sum("reserved"), 0))
    }
    return [one for one in Stock.objects.order_by("id") if summed.get(one.id, (0, 0)) != (one.on_hand, one.reserved)]
