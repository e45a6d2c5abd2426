"""Who carried goods to customers, how many pieces, and for how long they were on the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Sum

from makegood.apps.orders.models import Shipment, ShipmentLine
from makegood.base.percentile import Percentile


@dataclass(frozen=True, slots=True)
class Carried:
    """`parcels` that left with a carrier, `pieces` in them. `usual` and `slow`: the span from leaving to arriving that half, and nine of ten, of
    the `timed` parcels whose two days are known stayed within."""

    carrier: str
    parcels: int
    pieces: int
    timed: int
    usual: timedelta | None
    slow: timedelta | None


def carried_between(start: datetime, until: datetime) -> list[Carried]:
    """By carrier as the source names it, of orders that were placed then and not cancelled; two statements."""
    left = Shipment.objects.filter(order__placed_at__gte=start, order__placed_at__lte=until, order__cancelled_at=None, cancelled_at=None)
    left = left.exclude(carrier="")
    inside = ShipmentLine.objects.filter(shipment__in=left).exclude(line__flags__contains={"no_goods": True})
    pieces = dict(inside.order_by().values_list("shipment__carrier").annotate(n=Sum("quantity")))
    way = F("delivered_on") - F("shipped_on")
    rows = (
        left.order_by("carrier")
        .values_list("carrier")
        .annotate(n=Count("id"), timed=Count(way), usual=Percentile(way, 0.5), slow=Percentile(way, 0.9))
    )
    return [Carried(carrier, n, pieces.get(carrier, 0), timed, usual, slow) for carrier, n, timed, usual, slow in rows]
