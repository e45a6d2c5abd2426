"""Parcels to the customer, read again: new ones, what is new of a known one, and those that never left."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from makegood.apps.orders.models import Order, Shipment, ShipmentLine
from makegood.apps.orders.ports import OrderFacts
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now, change_later
from makegood.base.tenancy import forget


def of_goods_sold(facts: OrderFacts, lines: dict[str, int]) -> OrderFacts:
    """Without parcels that hold only lines which were not sold at first (new goods for returned ones): no clock of the sale runs from them."""
    kept = tuple(one for one in facts.shipments if not one.lines or any(name in lines for name, _ in one.lines))
    if len(kept) == len(facts.shipments):
        return facts
    arrived = [one.delivered_on for one in kept]
    return replace(
        facts,
        shipments=kept,
        shipped_on=max((one.shipped_on for one in kept if one.shipped_on), default=None),
        delivered_on=max((day for day in arrived if day is not None), default=None) if all(arrived) else None,
    )


def learn_parcels(order: Order, facts: OrderFacts, lines: dict[str, int]) -> int:
    """Adds those that are new, and what is new of the others; how many are new."""
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
            if parcel.lines and not ShipmentLine.objects.filter(shipment_id=row.id).exists():  # a form that could not name them came first
                add_later(*_lines_of(row, parcel.lines, lines))
            continue
        row = Shipment(
            merchant_id=order.merchant_id, order_id=order.id, source_id=parcel.source_id, carrier=parcel.carrier,
            tracking_number=parcel.tracking_number, tracking_url=parcel.tracking_url, shipped_on=parcel.shipped_on,
            delivered_on=parcel.delivered_on,
        )  # fmt: skip
        add_now(row)
        add_later(*_lines_of(row, parcel.lines, lines))
        new += 1
    return new


def _lines_of(row: Shipment, named: Iterable[tuple[str, int]], lines: dict[str, int]) -> list[ShipmentLine]:
    return [
        ShipmentLine(merchant_id=row.merchant_id, shipment=row, line_id=lines[name], quantity=units)
        for name, units in named
        if name in lines
    ]


def learn_gone(order: Order, facts: OrderFacts, *, by: Actor, now: datetime) -> int:
    """Marks those that the source names no more, where it names all that there are; takes the mark off one that is back. How many are newly gone."""
    if not facts.all_parcels:
        return 0
    named = {one.source_id for one in facts.shipments}
    gone = 0
    for row in Shipment.objects.filter(order_id=order.id).exclude(source_id=""):
        if (row.source_id in named) == (row.cancelled_at is None):
            continue
        row.cancelled_at = None if row.source_id in named else now
        change_later(row, "cancelled_at")
        name = "shipment.cancelled" if row.cancelled_at else "shipment.restored"
        timeline.note(f"order:{order.id}", name, by=by, now=now, subject=order.public_id, parcel=row.source_id)
        gone += row.cancelled_at is not None
    forget("shipments")
    return gone
