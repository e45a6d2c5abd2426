"""The comparison with the shop's system, which finds what no message told: begun, gone on with, ended."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit

OVERLAP = timedelta(hours=2)  # a system's index of changes lags behind its orders; what is read twice changes nothing
FIRST = timedelta(days=60)


def begin_shop_check(*, merchant_id: int, connection: str, by: Actor, now: datetime) -> bool:
    """True where one runs from now on (or runs already): from where the last one got to, with an overlap."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        if found is None:
            return False
        sync = operations.lock_sync(found.id)
        if sync.check_state != "running":
            since = min(sync.checked_to or now - FIRST, now) - OVERLAP
            operations.change_sync(
                sync, check_state="running", check_from=since, check_cursor="", check_counts={}, check_problem={}, check_began_at=now,
                check_tries=0,
            )  # fmt: skip
        return True


def record_shop_check(*, merchant_id: int, connection: str, by: Actor, now: datetime, state: str = "running", **values: Any) -> None:
    """`values`: cursor, counts, problem, tries. `done`: everything that was touched before it began is in."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        sync = operations.lock_sync(found.id) if found is not None else None
        if found is None or sync is None or sync.check_state != "running":
            return
        ended = {"checked_at": now, "checked_to": sync.check_began_at} if state == "done" else {}
        operations.change_sync(sync, check_state=state, **{f"check_{name}": value for name, value in values.items()}, **ended)
        if state != "running":
            timeline.note(f"shop:{merchant_id}", f"shop_system.check_{state}", by=by, now=now, subject=connection, **sync.check_counts)
