"""Refunds on their way to a provider and back. No transaction is open while it is asked."""

import logging
from datetime import datetime

from makegood import wiring
from makegood.apps.orders import shops
from makegood.apps.orders.words import SHOP_SYSTEMS
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.ports import PaymentAnswer, PaymentPort
from makegood.base.actor import SYSTEM
from makegood.base.jobs import defer
from makegood.base.unit import all_merchant_ids, attempt, unit
from makegood.journeys.record_answer import record_answer
from makegood.journeys.take_transfer import take_transfer
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow, follow_import

log = logging.getLogger(__name__)


def carry(
    *, merchant_id: int, transfer_id: str, now: datetime, port: PaymentPort | None = None, look: bool = False
) -> PaymentAnswer | None:
    """Take what is due, send it or ask what became of it, and record the answer; None where nothing was due. `look`: ask whatever we believe."""
    taken = take_transfer(merchant_id=merchant_id, transfer_id=transfer_id, now=now, look=look)
    if taken is None:
        _look_again(merchant_id, transfer_id, now)
        return None
    try:
        port = port or wiring.payments(merchant_id=merchant_id, connection=taken.connection, order=taken.order.order)
        answer = port.refund(taken.order) if taken.call == "send" else port.look_up(taken.order)
    except Refusal as refusal:  # nothing was sent: the connection itself is not in order
        answer = PaymentAnswer("later" if taken.call == "send" else "unknown", problem=refusal.code)
    with unit(merchants=[merchant_id], by=SYSTEM):
        transfer = record_answer(merchant_id=merchant_id, transfer_id=transfer_id, answer=answer, by=SYSTEM, now=now)
        try:
            with attempt():
                follow(merchant_id=merchant_id, case_id=transfer.case_id, now=now)
        except Refusal as refusal:  # what the provider said stands, whatever can't follow from it
            log.warning("nothing follows from a refund", extra={"transfer": transfer_id, "code": refusal.code})
        if taken.order.order and (answer.state in ("succeeded", "failed") or answer.problem == "unseen_refund"):
            read_back(merchant_id, taken.order.order)
    _look_again(merchant_id, transfer_id, now)
    return answer


def read_back(merchant_id: int, order: str) -> None:
    """The shop's own system has this order otherwise than we know it: it is read anew, whether or not it tells us."""
    connected = shops.connected()
    if connected is not None:
        lock = f"shop-order:{connected.public_id}:{order}"
        defer("read_shop_order", lock=lock, merchant_id=merchant_id, connection=connected.public_id, source_id=order)


def _look_again(merchant_id: int, transfer_id: str, now: datetime) -> None:
    """A refund that a person made in the shop's own system meanwhile: now that more is known of ours, it may close it, or stand beside it."""
    with unit(merchants=[merchant_id], by=SYSTEM):
        transfer = settled.transfer_of(transfer_id)
        if not transfer.goods and transfer.provider not in SHOP_SYSTEMS and transfer.problem != "refunded_elsewhere":
            return
        order_id = returns.case_by_id(transfer.case_id).order_id
        try:
            with attempt():
                follow_import(merchant_id=merchant_id, order_ids=[order_id], now=now)
        except Refusal as refusal:
            log.warning("nothing follows from a refund made elsewhere", extra={"order": order_id, "code": refusal.code})


def sweep(*, now: datetime, limit: int = 50, port: PaymentPort | None = None) -> int:
    """Go on with what waits: sends that were put off, outcomes that nobody told us. Returns how many were tried.

    A provider that does not answer is left alone for the rest of the sweep: the others, and the mails, don't wait for it.
    """
    with unit(merchants=all_merchant_ids()):
        due = [(one.merchant_id, one.public_id, one.connection) for one in settled.due_transfers(now=now, limit=limit)]
    silent: set[str] = set()
    tried = 0
    for merchant_id, transfer_id, connection in due:
        if connection in silent:
            continue
        answer = carry(merchant_id=merchant_id, transfer_id=transfer_id, now=now, port=port)
        tried += 1
        if answer is not None and answer.problem in ("no_answer", "no_connection"):
            silent.add(connection)
    return tried
