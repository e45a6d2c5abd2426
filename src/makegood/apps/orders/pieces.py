"""How many pieces were sold, and what they cost."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Sum

from makegood.apps.orders.models import OrderLine


@dataclass(frozen=True, slots=True)
class Pieces:
    """`cost_minor`: what those with a known cost cost the shop, in its currency; `unpriced`: pieces without one."""

    pieces: int = 0
    cost_minor: int = 0
    unpriced: int = 0

    def __add__(self, other: "Pieces") -> "Pieces":
        return Pieces(self.pieces + other.pieces, self.cost_minor + other.cost_minor, self.unpriced + other.unpriced)

    def __sub__(self, other: "Pieces") -> "Pieces":
        return Pieces(self.pieces - other.pieces, self.cost_minor - other.cost_minor, self.unpriced - other.unpriced)


def pieces_sold() -> Pieces:
    """Everything that was ever sold."""
    found = OrderLine.objects.aggregate(
        all=Sum("quantity"), cost=Sum(F("quantity") * F("cost_minor")), unknown=Sum("quantity", filter=Q(cost_minor=None))
    )
    return Pieces(found["all"] or 0, found["cost"] or 0, found["unknown"] or 0)


def lines_with_ids(ids: Collection[int]) -> list[Any]:
    """These order lines, with their orders."""
    return list(OrderLine.objects.filter(id__in=ids).select_related("order").order_by("id"))
