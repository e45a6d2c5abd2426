"""All orders of the shop's system are to be brought in, from a day on; or that is stopped."""

from datetime import date, datetime

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def begin_backfill(*, merchant_id: int, since: date, by: Actor, now: datetime) -> None:
    """Safe at any time: what is in already stays as it is. One that runs is begun anew. Refuses `shop_system_unknown`, `future_date`."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected()
        if found is None:
            raise Refusal("shop_system_unknown", "No shop system is connected.", "Connect it first.", status=404)
        if since > now.date():
            raise Refusal("future_date", "This day lies ahead.", "Choose a day that has been.", field="since")
        operations.change_sync(
            operations.lock_sync(found.id), backfill_state="waiting", backfill_since=since, backfill_began_at=now, backfill_ended_at=None,
            backfill_cursor="", backfill_counts={}, backfill_problem={}, backfill_tries=0,
        )  # fmt: skip
        timeline.note(f"shop:{merchant_id}", "shop_system.backfill_begun", by=by, now=now, subject=found.public_id, since=since.isoformat())
        defer("step_backfill", lock=f"backfill:{found.public_id}", merchant_id=merchant_id, connection=found.public_id)


def stop_backfill(*, merchant_id: int, by: Actor, now: datetime) -> None:
    """What is in stays. Nothing happens where none runs."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected()
        sync = operations.lock_sync(found.id) if found is not None else None
        if sync is not None and sync.backfill_state in ("waiting", "running"):
            operations.change_sync(sync, backfill_state="stopped", backfill_ended_at=now)
