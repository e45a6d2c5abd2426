"""What suppliers asked for their goods, and how soon the goods came: for whoever compares two of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate

from makegood.apps.orders.models import OrderLine, ShipmentLine
from makegood.base.percentile import Percentile

_GOODS = {"order__cancelled_at": None}


@dataclass(frozen=True, slots=True)
class Price:
    """What a piece cost at the last order that says so: minor units of the shop's currency."""

    sku: str
    title: str
    cost_minor: int


def prices_of(code: str, since: datetime, *, limit: int = 200) -> dict[str, Price]:
    """{article number: its price} of one supplier's articles that were ordered since."""
    lines = OrderLine.objects.filter(supplier=code, order__placed_at__gte=since, cost_minor__isnull=False, **_GOODS)
    newest = lines.order_by("sku", "-order__placed_at", "-id").distinct("sku").values_list("sku", "title", "cost_minor")
    return {sku: Price(sku, title, cost) for sku, title, cost in newest[:limit]}


def pieces_of_article(sku: str, start: datetime, until: datetime) -> dict[str, int]:
    """{supplier: pieces} of one article that was ordered then and not cancelled."""
    rows = OrderLine.objects.filter(sku=sku, order__placed_at__gte=start, order__placed_at__lte=until, **_GOODS)
    return dict(rows.order_by("supplier").values_list("supplier").annotate(n=Sum("quantity")))


def lead_times(sku: str, start: datetime, until: datetime, zone: str) -> dict[str, tuple[int, timedelta | None]]:
    """{supplier: (parcels whose day of arrival is known, the span from the day of the order to it that half of them stayed within)}."""
    span = F("shipment__delivered_on") - TruncDate("shipment__order__placed_at", tzinfo=ZoneInfo(zone))
    rows = ShipmentLine.objects.filter(
        line__sku=sku, shipment__order__placed_at__gte=start, shipment__order__placed_at__lte=until, shipment__order__cancelled_at=None,
        shipment__cancelled_at=None, shipment__delivered_on__isnull=False,
    )  # fmt: skip
    found = rows.order_by("line__supplier").values_list("line__supplier").annotate(n=Count("id"), usual=Percentile(span, 0.5))
    return {supplier: (n, usual) for supplier, n, usual in found}
