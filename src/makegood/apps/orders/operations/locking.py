"""The one lock: every journey that touches an existing order takes its row first."""

from makegood.apps.orders.models import Order
from makegood.base.locks import lock
from makegood.base.tenancy import current_scope, forget, once
from makegood.kernel.refusal import Refusal


def lock_orders(ids: list[int]) -> list[Order]:
    return lock(Order.objects.filter(id__in=ids))


def _lock_fresh(order_id: int) -> list[Order]:
    """Whatever of a case was read before the lock may be old by now: rows in hand are read again, lists are forgotten."""
    found = lock(Order.objects.filter(id=order_id))
    forget("case_lines", "decisions", "choices")
    for key, row in list(current_scope().known.items()):
        if key[0] in ("case", "line", "parcel") and row is not None:
            row.refresh_from_db()
    return found


def lock_order(order_id: int) -> Order:
    """The order, locked until the unit ends; it is frozen, so that a second call needs no second read. Refuses `order_unknown`."""
    found = once(("locked", order_id), lambda: _lock_fresh(order_id))
    if not found:
        raise Refusal("order_unknown", "There is no such order.", "Check its number.", status=404)
    order: Order = found[0]
    return order
