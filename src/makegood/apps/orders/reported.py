"""Orders as a provider's report may name them: by what was paid, or by their number."""

from collections.abc import Iterable

from makegood.apps.orders.models import Order, OrderPayment, PastReturn


def payments_called(names: Iterable[str]) -> dict[str, OrderPayment]:
    """{the provider's name: the payment, with its order}."""
    rows = OrderPayment.objects.filter(source_id__in=[name for name in names if name]).select_related("order").order_by("-id")
    return {one.source_id: one for one in rows}


def orders_numbered(numbers: Iterable[str]) -> dict[str, Order]:
    """{number: the newest order of it}."""
    return {one.number: one for one in Order.objects.filter(number__in=[number for number in numbers if number]).order_by("id")}


def refunds_known(order_ids: Iterable[int]) -> dict[int, list[PastReturn]]:
    """{order: refunds made elsewhere that we know of and that hold}."""
    found: dict[int, list[PastReturn]] = {}
    rows = list(PastReturn.objects.filter(order_id__in=list(order_ids), kind="refund").order_by("id"))
    undone = {one.reverses_id for one in rows if one.reverses_id}
    for one in rows:
        if one.order_id is not None and one.id not in undone and not one.reverses_id:
            found.setdefault(one.order_id, []).append(one)
    return found
