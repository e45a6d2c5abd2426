"""The one lock: every journey that touches an existing order takes its row first."""

from makegood.apps.orders.models import Order
from makegood.base.locks import lock
from makegood.base.tenancy import once
from makegood.kernel.refusal import Refusal


def lock_orders(ids: list[int]) -> list[Order]:
    return lock(Order.objects.filter(id__in=ids))


def lock_order(order_id: int) -> Order:
    """The order, locked until the unit ends; it is frozen, so that a second call needs no second read. Refuses `order_unknown`."""
    found = once(("locked", order_id), lambda: lock(Order.objects.filter(id=order_id)))
    if not found:
        raise Refusal("order_unknown", "There is no such order.", "Check its number.", status=404)
    order: Order = found[0]
    return order
