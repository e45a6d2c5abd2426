"""A provider's own list names disputes: those that nobody told us of are read soon."""

from collections.abc import Sequence
from datetime import datetime

from makegood.apps.disputes import operations as disputes
from makegood.apps.disputes import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit


def find_dispute(*, merchant_id: int, connection: str, provider: str, names: Sequence[str], by: Actor, now: datetime) -> int:
    """How many were new."""
    with unit(merchants=[merchant_id], by=by):
        new = [name for name in dict.fromkeys(names) if name not in queries.known_names(provider, names)]
        for name in new:
            disputes.tell(connection=connection, provider=provider, source_id=name, now=now)
        return len(new)
