"""Orders page by page, none skipped and none endless, though they change while they are read.

A page number skips an order when one before it moves away (it is touched, or put into the trash). So there are no page numbers: each page
begins at the moment of the last order of the one before, without the orders of that moment that were given out already (`exclude`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from makegood.base.loose import moment, part, unreadable
from makegood.connectors.woocommerce.client import WooCommerce

_SECOND = timedelta(seconds=1)  # WooCommerce keeps moments by the second, and its filters leave their own moment out


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go on: at the moment `since`, without `given` (ids given out already). `seen` counts what was given out in all."""

    since: datetime
    given: tuple[int, ...] = ()
    seen: int = 0

    def __str__(self) -> str:
        return f"{self.since.isoformat()}|{','.join(map(str, self.given))}|{self.seen}"


def place_of(cursor: str, first: datetime) -> Place:
    """Of a cursor; an empty one begins at `first`."""
    if not cursor:
        return Place(first.astimezone(UTC).replace(microsecond=0))
    since, given, seen = cursor.split("|")
    return Place(datetime.fromisoformat(since), tuple(int(one) for one in given.split(",") if one), int(seen))


def orders_page(shop: WooCommerce, place: Place, *, by: str, most: int, fields: str = "") -> tuple[list[dict[str, Any]], Place | None]:
    """(orders, the earliest first; where to go on, None after the last). `by`: modified or date (of the order). Raises ShopWaits, Refusal."""
    query = {
        "orderby": by, "order": "asc", "per_page": str(most), "status": "any", "dates_are_gmt": "true",
        ("modified_after" if by == "modified" else "after"): f"{place.since.astimezone(UTC) - _SECOND:%Y-%m-%dT%H:%M:%S}",
    }  # fmt: skip
    if place.given:
        query["exclude"] = ",".join(map(str, place.given))
    if fields:
        query["_fields"] = fields
    found = shop.read("orders", **query)
    if not isinstance(found, list):
        raise unreadable("the orders are no list.")
    orders = [part(one) for one in found]
    seen = place.seen + len(orders)
    if len(orders) < most:
        return orders, None
    name = "date_modified_gmt" if by == "modified" else "date_created_gmt"
    last = _at(orders[-1], name)
    same = tuple(int(one["id"]) for one in orders if _at(one, name) == last)
    return orders, Place(last, (*place.given, *same) if last == place.since else same, seen)


def _at(order: dict[str, Any], name: str) -> datetime:
    found = moment(order.get(name) or None)
    if found is None:
        raise unreadable(f"an order has no {name}.")
    return found
