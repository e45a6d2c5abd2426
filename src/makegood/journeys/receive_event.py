"""A provider's message came: it is kept once, and the provider is asked. What the message says is not believed."""

from datetime import datetime

from makegood.apps.disputes import operations as disputes
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.ports import Told
from makegood.base.actor import Actor
from makegood.base.connections import connection_by_id
from makegood.base.jobs import defer
from makegood.base.unit import unit


def receive_event(*, merchant_id: int, connection: str, told: Told, by: Actor, now: datetime) -> bool:
    """False where it came before. Takes no lock: a job that still waits for its own answer holds nobody up, and is held up by nobody."""
    with unit(merchants=[merchant_id], by=by):
        if not settlement.add_event(event_id=told.event_id, key=told.key, now=now):
            return False
        if told.dispute and (found := connection_by_id(connection)) is not None:
            told_of = disputes.tell(connection=connection, provider=found.party, source_id=told.dispute, now=now)
            defer("look_at_dispute", lock=told_of.public_id, merchant_id=merchant_id, dispute_id=told_of.public_id)
        transfer = settled.transfer_by_key(told.key) if told.key else None
        if transfer is not None:
            defer(
                "carry_transfer", lock=transfer.reimbursement.public_id, merchant_id=merchant_id, transfer_id=transfer.public_id, look=True
            )
        return True
