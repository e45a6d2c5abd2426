"""What a customer showed goes, when it has no reason left to be kept; the digests stay in the chain."""

from datetime import datetime

from django.db import transaction

from makegood.apps.claims import queries as claims
from makegood.apps.orders.locking import lock_order
from makegood.apps.returns import queries as returns
from makegood.apps.returns.operations import erasing
from makegood.base import evidence, timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def erase_pictures(*, merchant_id: int, order_id: int, by: Actor, now: datetime) -> int:
    """How many files went, of all closed cases of the order. Refuses `case_open`."""
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        cases = returns.cases_of_order(order.id)
        if any(one.closed_at is None and one.merged_into_id is None for one in cases):
            raise Refusal("case_open", f"Order {order.number} has a case that is not closed yet.", "Close it first.", status=409)
        ids = [one.id for one in cases]
        files = [*erasing.photos_of_customers(ids), *claims.covered_files(ids)]
        paths = evidence.erase(files, now=now)
        if paths:
            timeline.note(f"order:{order.id}", "pictures.erased", by=by, now=now, subject=order.public_id, files=len(files))
        transaction.on_commit(lambda: evidence.remove(paths))
        return len(files) if paths else 0
