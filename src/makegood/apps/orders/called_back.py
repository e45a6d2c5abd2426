"""Which order lines a recall concerns."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from makegood.apps.orders.models import OrderLine


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is looked for: one article number, and of it what fits each that is given."""

    sku: str
    supplier: str = ""
    batch: str = ""
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class CalledBack:
    """`key`: by which orders of one customer are known to be theirs; without any, the order stands for itself. Minor units of `currency`."""

    line_id: int
    order_id: int
    key: str
    market: str
    currency: str
    quantity: int
    gross_minor: int
    title: str
    supplier: str


def called_back(what: Chosen) -> list[CalledBack]:
    """The oldest orders first; cancelled ones never left."""
    rows: Any = _lines(what).order_by("order__placed_at", "id").values_list(
        "id", "order_id", "order__customer_digest", "order__email_digest", "order__market", "order__currency", "quantity", "gross_minor", "title", "supplier"
    )  # fmt: skip
    return [CalledBack(line, order, customer or email or f"order:{order}", *rest) for line, order, customer, email, *rest in rows]


def batches_of(sku: str, limit: int = 50) -> list[tuple[str, int, date]]:
    """(batch, pieces, day of the newest order) of an article number, the newest first; "" is what nobody named."""
    rows = OrderLine.objects.filter(sku=sku, order__cancelled_at=None).values_list("batch")
    found: Any = rows.annotate(pieces=Sum("quantity"), newest=Max("order__placed_on")).order_by("-newest", "batch")
    return list(found[:limit])


def sold_skus(text: str, limit: int = 12) -> list[tuple[str, str]]:
    """(article number, title) of goods whose number or title begins with or holds `text`, those of the most orders first."""
    found = OrderLine.objects.filter(sku__istartswith=text) | OrderLine.objects.filter(title__icontains=text)
    rows = found.values_list("sku").annotate(title=Max("title"), n=Count("id")).order_by("-n", "sku")
    return [(sku, title) for sku, title, _ in rows[:limit]]


def _lines(what: Chosen) -> "QuerySet[OrderLine]":
    found: QuerySet[OrderLine] = OrderLine.objects.filter(sku=what.sku, order__cancelled_at=None)
    for name, value in (
        ("supplier", what.supplier),
        ("batch", what.batch),
        ("order__placed_on__gte", what.from_on),
        ("order__placed_on__lte", what.until_on),
    ):
        if value:
            found = found.filter(**{name: value})
    return found
