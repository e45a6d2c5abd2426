"""Refunds on their way to a provider and back. No transaction is open while it is asked."""

from datetime import datetime

from makegood import wiring
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.ports import PaymentAnswer, PaymentPort
from makegood.base.actor import SYSTEM
from makegood.base.unit import all_merchant_ids, unit
from makegood.journeys.record_answer import record_answer
from makegood.journeys.take_transfer import take_transfer
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow


def carry(*, merchant_id: int, transfer_id: str, now: datetime, port: PaymentPort | None = None, look: bool = False) -> bool:
    """Take what is due, send it or ask what became of it, and record the answer; False where nothing was due. `look`: ask whatever we believe."""
    taken = take_transfer(merchant_id=merchant_id, transfer_id=transfer_id, now=now, look=look)
    if taken is None:
        return False
    try:
        port = port or wiring.payments(merchant_id=merchant_id, connection=taken.connection)
        answer = port.refund(taken.order) if taken.call == "send" else port.look_up(taken.order.key)
    except Refusal as refusal:  # nothing was sent: the connection itself is not in order
        answer = PaymentAnswer("later" if taken.call == "send" else "unknown", problem=refusal.code)
    with unit(merchants=[merchant_id], by=SYSTEM):
        transfer = record_answer(merchant_id=merchant_id, transfer_id=transfer_id, answer=answer, by=SYSTEM, now=now)
        follow(merchant_id=merchant_id, case_id=transfer.case_id, now=now)
    return True


def sweep(*, now: datetime, limit: int = 50, port: PaymentPort | None = None) -> int:
    """Go on with what waits: sends that were put off, outcomes that nobody told us. Returns how many were due."""
    with unit(merchants=all_merchant_ids()):
        due = [(one.merchant_id, one.public_id) for one in settled.due_transfers(now=now, limit=limit)]
    for merchant_id, transfer_id in due:
        carry(merchant_id=merchant_id, transfer_id=transfer_id, now=now, port=port)
    return len(due)
