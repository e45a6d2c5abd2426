"""What was sold of each product, for whoever counts what is at stake."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast

from makegood.apps.orders.models import OrderLine
from makegood.kernel.currency import exponent

_RATE = Cast(F("order__shop_rate"), DecimalField(max_digits=24, decimal_places=12))


@dataclass(frozen=True, slots=True)
class ProductSales:
    """`units` of one article number from one supplier ("" nobody knows). `gross_minor`: what customers paid for them in the shop's currency, at the
    rates that were frozen with the orders; `unpriced` units were sold in a currency whose rate is not known."""

    sku: str
    supplier: str
    title: str
    units: int
    gross_minor: int
    unpriced: int


def _sold(start: datetime, besides: Collection[str]) -> QuerySet[Any]:
    """Lines of goods that were ordered since and not cancelled, of other suppliers than these."""
    found = OrderLine.objects.filter(order__placed_at__gte=start, order__cancelled_at=None).exclude(flags__contains={"no_goods": True})
    return found.exclude(supplier__in=list(besides)) if besides else found


def sales_since(start: datetime, *, currency: str, besides: Collection[str] = ()) -> list[ProductSales]:
    """Of each product of other suppliers than `besides`, in the shop's `currency`; the order is that of article numbers."""
    rows = _sold(start, besides).values_list("sku", "supplier", "order__currency", "order__shop_currency")
    found: dict[tuple[str, str], list[Any]] = {}
    sums = rows.annotate(title=Max("title"), units=Sum("quantity"), gross=Sum(F("gross_minor") * _RATE)).order_by("sku", "supplier")
    for sku, supplier, sold_in, kept_in, title, units, gross in sums:
        row = found.setdefault((sku, supplier), [title, 0, Decimal(0), 0])
        row[1] += units
        if kept_in == currency:
            row[2] += gross * Decimal(10) ** (exponent(currency) - exponent(sold_in))
        else:
            row[3] += units
    return [ProductSales(*key, row[0], row[1], round(row[2]), row[3]) for key, row in found.items()]


def products_sold_since(start: datetime, *, besides: Collection[str] = ()) -> int:
    """How many different products of other suppliers than `besides`."""
    found: int = _sold(start, besides).aggregate(n=Count("sku", distinct=True))["n"]
    return found


def units_sold_since(start: datetime, skus: Collection[str]) -> dict[str, int]:
    """{article number: units} of these."""
    rows = OrderLine.objects.filter(Q(order__placed_at__gte=start, order__cancelled_at=None), sku__in=list(skus))
    return dict(rows.values_list("sku").annotate(units=Sum("quantity")).order_by())


def suppliers_named() -> list[str]:
    """The suppliers that orders name, those of the most lines first."""
    rows = OrderLine.objects.exclude(supplier="").values_list("supplier").annotate(n=Count("id")).order_by("-n", "supplier")
    return [code for code, _n in rows[:50]]


def pieces_between(start: datetime, until: datetime) -> list[tuple[str, str, str, int]]:
    """(article number, supplier, title, pieces) of goods that were ordered then and not cancelled, whatever their currency."""
    rows = _sold(start, ()).filter(order__placed_at__lte=until).values_list("sku", "supplier")
    return list(rows.annotate(title=Max("title"), pieces=Sum("quantity")).order_by("sku", "supplier"))


def pieces_to(start: datetime, until: datetime, *, suppliers: Collection[str]) -> list[tuple[str, str, str, str, int]]:
    """(article number, supplier, title, market, pieces) of goods from these suppliers that were ordered then and not cancelled."""
    rows = _sold(start, ()).filter(order__placed_at__lte=until, supplier__in=list(suppliers)).values_list("sku", "supplier")
    found = rows.annotate(title=Max("title"), market=F("order__market"), pieces=Sum("quantity")).order_by("sku", "supplier", "market")
    return list(found.values_list("sku", "supplier", "title", "market", "pieces"))


def lines_by_day(start: datetime, until: datetime) -> list[tuple[str, str, str, str, str, date, str, int]]:
    """(article, supplier, batch, text version, campaign, day of the order, title, lines of orders) of goods that were ordered then and not cancelled."""
    rows = _sold(start, ()).filter(order__placed_at__lte=until)
    rows = rows.values_list("sku", "supplier", "batch", "text_version", "order__campaign", "order__placed_on")
    return list(rows.annotate(title=Max("title"), lines=Count("id")).order_by())
