"""Under whose terms a line was ordered, learnt after the order had come in."""

from datetime import date

from makegood.apps.orders.models import Order, OrderLine
from makegood.base.locks import lock


def take_agreement(*, code: str, agreement_id: int, from_on: date, until: date | None, instead_of: list[int]) -> int:
    """Lines of this supplier that were ordered from `from_on` on (and before `until`) stand under this agreement, as far as they stood under none
    or under one of `instead_of`; how many. Their orders are locked, in the order of their ids."""
    days = {"order__placed_on__gte": from_on} | ({} if until is None else {"order__placed_on__lt": until})
    found = OrderLine.objects.filter(supplier=code, **days)
    found = found.filter(agreement=None) | found.filter(agreement_id__in=instead_of)
    ids = sorted(set(found.values_list("order_id", flat=True)))
    lock(Order.objects.filter(id__in=ids).only("id"))
    return int(found.filter(order_id__in=ids).update(agreement_id=agreement_id)) if ids else 0


def name_supplier(*, skus: list[str], code: str, unconfirmed: list[int]) -> int:
    """Lines with these article numbers are this supplier's, where no confirmed agreement says otherwise; how many. They stand under none until
    `take_agreement`."""
    found = OrderLine.objects.filter(sku__in=skus).exclude(supplier=code)
    found = found.filter(agreement=None) | found.filter(agreement_id__in=unconfirmed)
    ids = sorted(set(found.values_list("order_id", flat=True)))
    lock(Order.objects.filter(id__in=ids).only("id"))
    return int(found.filter(order_id__in=ids).update(supplier=code, agreement=None)) if ids else 0
