"""The shop's system told us something: it is kept once and a job is asked to look. What the message says is not believed."""

from datetime import datetime

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.apps.orders.ports import HookFacts
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit


def receive_shop_message(*, merchant_id: int, connection: str, facts: HookFacts, by: Actor, now: datetime) -> bool:
    """False where it came before, or through a connection that has ended."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        kept = operations.add_message(found.id, facts, now=now) if found is not None else None
        if kept is None or facts.kind == "other":
            return kept is not None
        if facts.kind in ("order", "gone"):
            defer(
                "read_shop_order", lock=f"shop-order:{connection}:{facts.order}", merchant_id=merchant_id, connection=connection,
                source_id=facts.order,
            )  # fmt: skip
        else:
            defer("follow_shop_message", lock=f"shop-message:{kept.public_id}", merchant_id=merchant_id, message=kept.public_id)
        return True
