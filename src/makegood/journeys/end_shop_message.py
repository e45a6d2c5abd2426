"""What the shop's system asked for is done, could not be done, or a person wants it tried once more."""

from datetime import datetime
from typing import Any

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def end_shop_message(
    *, merchant_id: int, message: str, by: Actor, now: datetime, problem: dict[str, Any] | None = None, **counted: int
) -> None:
    """Done, or with a `problem` (a refusal as JSON) left to a person. `counted` stands in the timeline."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.message_of(message)
        if found is None or found.state == "done":
            return
        operations.end_messages([found.id], state="refused" if problem else "done", now=now, problem=problem)
        timeline.note(
            f"shop:{merchant_id}",
            f"shop_system.{found.kind}_{'refused' if problem else 'done'}",
            by=by,
            now=now,
            subject=found.public_id,
            **counted,
        )


def follow_again(*, merchant_id: int, message: str, by: Actor, now: datetime) -> None:
    """Refuses `message_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.message_of(message)
        if found is None or found.state != "refused":
            raise Refusal("message_unknown", "There is nothing to try again.", "Reload the page.", status=404)
        operations.wait_again([found.id])
        connection = found.connection.public_id
        if found.kind in ("order", "gone"):
            defer(
                "read_shop_order", lock=f"shop-order:{connection}:{found.order_source_id}", merchant_id=merchant_id, connection=connection,
                source_id=found.order_source_id,
            )  # fmt: skip
        else:
            defer("follow_shop_message", lock=f"shop-message:{found.public_id}", merchant_id=merchant_id, message=found.public_id)
