"""The one lock: every journey that touches an existing order takes its row first."""

from makegood.apps.orders.models import Order
from makegood.base.locks import lock
from makegood.base.tenancy import current_scope, once
from makegood.kernel.refusal import Refusal


def lock_order(order_id: int) -> Order:
    """The order, locked until the unit ends; it is frozen, so that a second call needs no second read. Refuses `order_unknown`."""
    found = once(("locked", order_id), lambda: lock(Order.objects.filter(id=order_id)))
    return _kept(found)


def lock_order_of(public_id: str) -> Order:
    """The same by public id."""
    return _kept(lock(Order.objects.filter(public_id=public_id)))


def _kept(found: list[Order]) -> Order:
    if not found:
        raise Refusal("order_unknown", "There is no such order.", "Check its number.", status=404)
    known = current_scope().known
    known[("locked", found[0].id)], known[("order", found[0].id)] = found, found[0]
    return found[0]
