"""An order is read again: what has happened since is added; what was frozen stays."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.models import Order, OrderLine, OrderPayment, Shipment, ShipmentLine
from makegood.apps.orders.operations.importing import add_past
from makegood.apps.orders.ports import OrderFacts
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now, change_later
from makegood.base.locks import lock


def learn(order_id: int, facts: OrderFacts, digest: str, *, by: Actor, now: datetime) -> None:
    """Add parcels, payments and refunds that are new to us; take days that were not known yet. Prices, taxes and texts are never touched."""
    order: Order = lock(Order.objects.filter(id=order_id))[0]
    lines = dict(OrderLine.objects.filter(order_id=order_id).values_list("source_id", "id"))
    add_past(order_id, facts, lines, order.merchant_id, now=now)
    parcels = _parcels(order, facts, lines)
    paid = _payments(order, facts)
    changed = ["source_digest"]
    order.source_digest = digest
    for name in ("shipped_on", "delivered_on", "cancelled_at"):
        if getattr(order, name) is None and getattr(facts, name) is not None:
            setattr(order, name, getattr(facts, name))
            changed.append(name)
    change_later(order, *changed)
    timeline.note(
        f"order:{order_id}",
        "order.learned",
        by=by,
        now=now,
        subject=order.public_id,
        parcels=parcels,
        payments=paid,
        fields=sorted(changed[1:]),
    )


def _parcels(order: Order, facts: OrderFacts, lines: dict[str, int]) -> int:
    known: dict[str, Any] = {one.source_id: one for one in Shipment.objects.filter(order_id=order.id)}
    new = 0
    for parcel in facts.shipments:
        row = known.get(parcel.source_id)
        if row is not None:
            names = [
                name
                for name in ("carrier", "tracking_number", "tracking_url", "shipped_on", "delivered_on")
                if not getattr(row, name) and getattr(parcel, name)
            ]
            for name in names:
                setattr(row, name, getattr(parcel, name))
            if names:
                change_later(row, *names)
            continue
        row = Shipment(
            merchant_id=order.merchant_id, order_id=order.id, source_id=parcel.source_id, carrier=parcel.carrier,
            tracking_number=parcel.tracking_number, tracking_url=parcel.tracking_url, shipped_on=parcel.shipped_on,
            delivered_on=parcel.delivered_on,
        )  # fmt: skip
        add_now(row)
        add_later(
            *(
                ShipmentLine(merchant_id=order.merchant_id, shipment=row, line_id=lines[name], quantity=units)
                for name, units in parcel.lines
                if name in lines
            )
        )
        new += 1
    return new


def _payments(order: Order, facts: OrderFacts) -> int:
    known = set(OrderPayment.objects.filter(order_id=order.id).values_list("source_id", "amount_minor"))
    if any(not source_id for source_id, _ in known):  # from a source that names no payments: they would be counted twice
        return 0
    new = [one for one in facts.payments if (one.source_id, one.amount_minor) not in known and one.source_id]
    add_later(
        *(
            OrderPayment(
                merchant_id=order.merchant_id, order_id=order.id, source_id=one.source_id, gateway=one.gateway, method=one.method,
                amount_minor=one.amount_minor, currency=one.currency, shop_amount_minor=one.shop_amount_minor, paid_on=one.paid_on,
            )
            for one in new
        )
    )  # fmt: skip
    return len(new)
