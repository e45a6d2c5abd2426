"""The shop's system told us something: it is kept once and a job is asked to look. What the message says is not believed."""

from datetime import datetime

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.apps.orders.ports import HookFacts
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit

AFTERWARDS = ("erase_customer", "erase_shop", "data_request")
"""What is taken through a connection that has ended, too: a shop that left may still ask for erasure."""


def receive_shop_message(*, merchant_id: int, connection: str, facts: HookFacts, by: Actor, now: datetime) -> bool:
    """False where it came before, or through a connection that has ended. A request for a customer's data waits for a person."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.any_connection(connection)
        if found is None or (found.ended_at is not None and facts.kind not in AFTERWARDS):
            return False
        kept = operations.add_message(found.id, facts, now=now)
        if kept is None:
            return False
        if facts.kind in ("order", "gone"):
            defer(
                "read_shop_order", lock=f"shop-order:{connection}:{facts.order}", merchant_id=merchant_id, connection=connection,
                source_id=facts.order,
            )  # fmt: skip
        elif facts.kind not in ("other", "data_request"):
            defer("follow_shop_message", lock=f"shop-message:{kept.public_id}", merchant_id=merchant_id, message=kept.public_id)
        return True
