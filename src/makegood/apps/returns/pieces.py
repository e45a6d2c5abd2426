"""What cases say of the pieces of order lines."""

from dataclasses import dataclass

from django.db.models import Sum

from makegood.apps.returns.models import CaseLine


@dataclass(frozen=True, slots=True)
class Fate:
    """`pieces` of an order line whose case lines all stand like this."""

    order_line_id: int
    reception: str
    inspection: str
    disposition: str
    pieces: int


def fates() -> list[Fate]:
    """Of every line that a case was ever about. A piece that was in two cases one after another is in both."""
    rows = CaseLine.objects.values_list("order_line_id", "reception", "inspection", "disposition").annotate(pieces=Sum("quantity"))
    return [Fate(*row) for row in rows.order_by("order_line_id", "reception", "inspection", "disposition")]
