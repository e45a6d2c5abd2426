"""Reads of addresses and messages."""

from datetime import datetime

from django.db.models import Count, Q

from makegood.apps.webhooks.models import Delivery, Endpoint, Try
from makegood.kernel.refusal import Refusal


def endpoints() -> list[Endpoint]:
    """Those that stand, the oldest first."""
    return list(Endpoint.objects.filter(ended_at=None).order_by("id"))


def endpoint_of(public_id: str) -> Endpoint:
    """Refuses `webhook_unknown`."""
    found: Endpoint | None = Endpoint.objects.filter(public_id=public_id, ended_at=None).first()
    if found is None:
        raise Refusal("webhook_unknown", "There is no such address.", "See the list of addresses.", status=404)
    return found


def endpoints_due(*, now: datetime, limit: int) -> list[tuple[int, int]]:
    """(shop, address) for which something is due; those that answered last stand first, so that broken ones hold nobody up."""
    due = Delivery.objects.filter(state="waiting", due_at__lte=now, endpoint__ended_at=None, endpoint__off_because="")
    rows = due.order_by().values_list("merchant_id", "endpoint_id", "endpoint__failing_since").distinct()
    return [(shop, endpoint) for shop, endpoint, _ in sorted(rows, key=lambda row: (row[2] is not None, row[1]))[:limit]]


def deliveries_page(
    endpoint: Endpoint, *, before_id: int | None = None, limit: int = 50, state: str = "", since: datetime | None = None
) -> list[Delivery]:
    found = Delivery.objects.filter(endpoint=endpoint)
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    if state:
        found = found.filter(state=state)
    if since is not None:
        found = found.filter(at__gte=since)
    return list(found.order_by("-id")[:limit])


def delivery_of(endpoint: Endpoint, message_id: str) -> Delivery:
    """Refuses `delivery_unknown`."""
    found: Delivery | None = Delivery.objects.filter(endpoint=endpoint, message_id=message_id).first()
    if found is None:
        raise Refusal("delivery_unknown", "There is no such message.", "See the list of messages; old ones are dropped.", status=404)
    return found


def tries_of(delivery_ids: list[int]) -> dict[int, list[Try]]:
    """Each message's tries, the first first."""
    found: dict[int, list[Try]] = {number: [] for number in delivery_ids}
    for one in Try.objects.filter(delivery_id__in=delivery_ids).order_by("id"):
        found[one.delivery_id].append(one)
    return found


def counts_of(endpoint_ids: list[int]) -> dict[int, dict[str, int]]:
    """Each address's messages by state."""
    rows = Delivery.objects.filter(endpoint_id__in=endpoint_ids).order_by().values("endpoint_id", "state").annotate(n=Count("id"))
    found: dict[int, dict[str, int]] = {number: {} for number in endpoint_ids}
    for row in rows:
        found[row["endpoint_id"]][row["state"]] = row["n"]
    return found


def in_trouble() -> int:
    """How many addresses are off because they failed, or have messages that were given up in the last days they are kept."""
    dead = Delivery.objects.filter(state="dead").values("endpoint_id")
    return int(Endpoint.objects.filter(ended_at=None).filter(Q(off_because__in=("gone", "failing")) | Q(id__in=dead)).count())
