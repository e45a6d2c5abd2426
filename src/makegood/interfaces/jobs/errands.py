"""Errands to the shop's own system and back. No transaction is open while it is called."""

from datetime import datetime

from makegood import wiring
from makegood.apps.mirror import queries
from makegood.apps.mirror.ports import ShopSystemPort, Told
from makegood.base.actor import SYSTEM
from makegood.base.unit import all_merchant_ids, unit
from makegood.interfaces.jobs.payments import read_back
from makegood.journeys.record_errand import record_errand
from makegood.journeys.take_errand import take_errand
from makegood.kernel.refusal import Refusal


def carry(*, merchant_id: int, errand_id: str, now: datetime, port: ShopSystemPort | None = None) -> Told | None:
    """Take what is due, tell it or look what became of it, and record the answer; None where nothing was due."""
    taken = take_errand(merchant_id=merchant_id, errand_id=errand_id, now=now)
    if taken is None:
        return None
    try:
        port = port or wiring.shop_system(merchant_id=merchant_id, connection=taken.connection)
        told = port.tell(taken.telling) if taken.call == "tell" else port.look(taken.telling)
    except Refusal as refusal:  # nothing was said: the connection itself is not in order
        told = Told("later" if taken.call == "tell" else "unknown", problem=refusal.code)
    with unit(merchants=[merchant_id], by=SYSTEM):
        record_errand(merchant_id=merchant_id, errand_id=errand_id, told=told, by=SYSTEM, now=now)
        if taken.telling.kind == "record_refund" and (told.state == "done" or told.problem == "unseen_refund"):
            read_back(merchant_id, taken.telling.order)
    return told


def sweep(*, now: datetime, limit: int = 50, port: ShopSystemPort | None = None) -> int:
    """Go on with what waits, the oldest first; a system that does not answer is left alone for the rest of the sweep. How many were tried."""
    with unit(merchants=all_merchant_ids()):
        due = [(one.merchant_id, one.public_id, one.connection) for one in queries.due_errands(now=now, limit=limit)]
    silent: set[str] = set()
    tried = 0
    for merchant_id, errand_id, connection in due:
        if connection not in silent:
            told = carry(merchant_id=merchant_id, errand_id=errand_id, now=now, port=port)
            tried += told is not None
            if told is not None and told.problem in ("no_answer", "no_connection", "asked_to_wait"):
                silent.add(connection)
    return tried
