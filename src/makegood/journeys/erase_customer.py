"""A customer's personal words are erased from an order and all that hangs on it; books, digests and chains stay whole."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from makegood.apps.notices import operations as notices
from makegood.apps.orders.locking import lock_order
from makegood.apps.orders.operations.erasing import erase_order
from makegood.apps.returns import queries as returns
from makegood.apps.returns.operations import erasing
from makegood.base import evidence, timeline
from makegood.base.actor import Actor
from makegood.base.links import revoke_links
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def erase_customer(*, merchant_id: int, order_id: int, by: Actor, now: datetime, cause: str = "asked") -> int:
    """Contact, notes, what was put on the items, what was written in cases, letters, declarations, and the customer's own photos. Returns how
    many rows held words; doing it again changes nothing and is 0.

    What stays: the order and its money, what was decided, the hub's own photos, and every digest. Private links end.
    Refuses `case_open`: who is still owed something must stay reachable. `cause`: asked, redact, shop_redact.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        cases = returns.cases_of_order(order.id)
        if any(one.closed_at is None and one.merged_into_id is None for one in cases):
            raise Refusal(
                "case_open", f"Order {order.number} has a case that is not closed yet.", "Close it first, then erase again.", status=409
            )
        ids = [one.id for one in cases]
        paths = evidence.erase(erasing.photos_of_customers(ids), now=now)
        erased = erase_order(order, now=now) + erasing.erase_cases(ids, now=now) + erasing.erase_declarations(order.id, now=now)
        erased += notices.erase_notices(ids, now=now) + len(paths)
        for case in cases:
            revoke_links(purpose="case", subject=case.public_id, now=now)
        if erased:
            timeline.note(f"order:{order.id}", "customer.erased", by=by, now=now, subject=order.public_id, cause=cause, rows=erased)
        transaction.on_commit(lambda: _remove(paths))
        return erased


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
