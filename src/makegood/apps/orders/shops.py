"""Reads of connected shop systems."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.digests import contact_digest
from makegood.apps.orders.models import Order, ShopMessage, ShopOrder, ShopSync
from makegood.base.connections import Connection, connection_of
from makegood.kernel.refusal import Refusal

PORT = "shop"


def connected() -> Connection | None:
    """The shop's own system; None where orders only come as files."""
    return connection_of(PORT)


def connected_as(public_id: str) -> Connection | None:
    """The connection of this name as long as it stands: through an ended one nothing is read."""
    found: Connection | None = Connection.objects.filter(public_id=public_id, port=PORT, ended_at=None).first()
    return found


def any_connection(public_id: str) -> Connection | None:
    """An ended one is found too."""
    found: Connection | None = Connection.objects.filter(public_id=public_id, port=PORT).first()
    return found


def all_connected() -> list[Connection]:
    """Of all of the unit's shops."""
    return list(Connection.objects.filter(port=PORT, ended_at=None).order_by("id"))


def sync_of(connection_id: int) -> ShopSync:
    """What is known of a connection. Every one has its row (journeys/connect_shop)."""
    found: ShopSync | None = ShopSync.objects.filter(connection_id=connection_id).first()
    if found is None:
        raise Refusal("shop_system_unknown", "No such shop system is connected.", "Connect it in the settings.", status=404)
    return found


def waiting_messages(connection_id: int, source_id: str) -> list[int]:
    """Ids of what was told of this order and is not followed yet, what was given up too."""
    found = ShopMessage.objects.filter(connection_id=connection_id, order_source_id=source_id, kind__in=("order", "gone")).exclude(
        state="done"
    )
    return list(found.order_by("id").values_list("id", flat=True))


def message_of(public_id: str) -> ShopMessage | None:
    found: ShopMessage | None = ShopMessage.objects.filter(public_id=public_id).first()
    return found


def messages_left(before: datetime, limit: int = 200) -> list[ShopMessage]:
    """Told before then and still waiting, but for what waits for a person: the oldest first."""
    found = ShopMessage.objects.filter(state="waiting", at__lt=before).exclude(kind="data_request")
    return list(found.select_related("connection").order_by("at", "id")[:limit])


def data_requests() -> list[ShopMessage]:
    """Customers who want to know what is stored of them, through the shop's system: the oldest first."""
    return list(ShopMessage.objects.filter(state="waiting", kind="data_request").order_by("at", "id")[:100])


def refused_requests() -> list[ShopMessage]:
    """Erasures that could not be done yet."""
    found = ShopMessage.objects.filter(state="refused", kind__in=("erase_customer", "erase_shop"))
    return list(found.order_by("at", "id")[:100])


def orders_of_customer(party: str, customer: str, source_ids: list[str]) -> list[int]:
    """Ids of the orders that are named, and of all others of the same customer of that system."""
    named = set(Order.objects.filter(source=party, source_id__in=source_ids).values_list("id", flat=True))
    if customer:
        named |= set(Order.objects.filter(customer_digest=contact_digest(f"customer:{customer}")).values_list("id", flat=True))
    return sorted(named)


def orders_read(connection_id: int, *, after: int, limit: int = 200) -> list[int]:
    """Ids of the orders that came in through this connection, those after `after`."""
    row = Connection.objects.get(id=connection_id)
    names = ShopOrder.objects.filter(connection_id=connection_id).values("source_id")
    return list(
        Order.objects.filter(source=row.party, source_id__in=names, id__gt=after).order_by("id").values_list("id", flat=True)[:limit]
    )


def refused_messages(connection_id: int, limit: int = 50) -> list[ShopMessage]:
    return list(ShopMessage.objects.filter(connection_id=connection_id, state="refused").order_by("-at", "-id")[:limit])


def messages_since(connection_id: int, since: datetime) -> int:
    return int(ShopMessage.objects.filter(connection_id=connection_id, at__gte=since).count())


def newest_message(connection_id: int) -> ShopMessage | None:
    found: ShopMessage | None = ShopMessage.objects.filter(connection_id=connection_id).order_by("-at", "-id").first()
    return found


def read_before(connection_id: int, source_ids: list[str]) -> dict[str, Any]:
    """{source id: ShopOrder} of those that were read, or tried, through this connection."""
    return {one.source_id: one for one in ShopOrder.objects.filter(connection_id=connection_id, source_id__in=source_ids)}


def to_read_closer(connection_id: int, *, before: datetime, limit: int = 25) -> list[str]:
    """Orders that came in without all they have, or not at all, and were not tried since `before`."""
    found = ShopOrder.objects.filter(connection_id=connection_id, updated_at=None, read_at__lt=before)
    return list(found.order_by("id").values_list("source_id", flat=True)[:limit])


def refused_orders(connection_id: int, limit: int = 50) -> list[ShopOrder]:
    """Orders there that could not come in, the newest try first."""
    return list(ShopOrder.objects.filter(connection_id=connection_id).exclude(problem={}).order_by("-read_at", "-id")[:limit])
