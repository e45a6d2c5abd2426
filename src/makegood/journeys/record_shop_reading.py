"""One order of the shop's system was read, or could not be: what stands of it, and what was told of it is followed."""

from datetime import datetime
from typing import Any

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.base.actor import Actor
from makegood.base.unit import unit


def record_shop_reading(
    *, merchant_id: int, connection: str, source_id: str, by: Actor, now: datetime, number: str = "", updated_at: datetime | None = None,
    gone: bool = False, problem: dict[str, Any] | None = None, messages: tuple[int, ...] = (),
) -> None:  # fmt: skip
    """`messages`: ids of those that had come before the order was asked for; later ones want it read again.

    `problem`: a refusal as JSON: the order could not come in, and says so until it is read once more.
    """
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        if found is None:
            return
        if gone:
            operations.forget_read(found.id, source_id)
        else:
            operations.keep_read(found.id, [(source_id, number, None if problem else updated_at, problem or {})], now=now)
        operations.end_messages(messages, state="refused" if problem else "done", now=now, problem=problem)
