"""A step of the bringing in of all orders was done: how far it is, and what could not come in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit

Read = tuple[str, str, datetime | None, dict[str, Any]]


def record_backfill(
    *, merchant_id: int, connection: str, began_at: datetime, by: Actor, now: datetime, state: str = "running", read: Iterable[Read] = (),
    **values: Any,
) -> bool:  # fmt: skip
    """`values`: cursor, counts, problem, tries. `read`: see operations.shop.keep_read.

    False where this one is no longer the one that runs (it was stopped, begun anew, or the connection ended): then nothing is written.
    """
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        sync = operations.lock_sync(found.id) if found is not None else None
        if found is None or sync is None or sync.backfill_state not in ("waiting", "running") or sync.backfill_began_at != began_at:
            return False
        ended = {"backfill_ended_at": now} if state in ("done", "failed") else {}
        operations.change_sync(sync, backfill_state=state, **{f"backfill_{name}": value for name, value in values.items()}, **ended)
        operations.keep_read(found.id, read, now=now)
        if ended:
            counts = {name: count for name, count in sync.backfill_counts.items() if isinstance(count, int)}
            timeline.note(f"shop:{merchant_id}", f"shop_system.backfill_{state}", by=by, now=now, subject=connection, **counts)
        if state == "done":  # what was touched while it ran, and what this form could not name
            defer("check_shop", lock=f"check:{connection}", merchant_id=merchant_id, connection=connection)
        return True
