"""An order is read again: what has happened since is added; what was frozen stays."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from makegood.apps.orders.models import Order, OrderLine, OrderPayment, PastReturn, Shipment, ShipmentLine
from makegood.apps.orders.operations.finding import renew_tokens
from makegood.apps.orders.operations.past import Learnt, add_past
from makegood.apps.orders.operations.telling import learn_texts
from makegood.apps.orders.ports import OrderFacts
from makegood.apps.orders.words import BY_HAND
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now, change_later
from makegood.base.locks import lock
from makegood.base.tenancy import forget
from makegood.kernel.digest import digest_of


def learn(order_id: int, facts: OrderFacts, digest: str, *, by: Actor, now: datetime, spoken: Collection[int] = frozenset()) -> Learnt:
    """Add parcels, payments and refunds that are new to us; take days that were not known yet. Prices and taxes are never touched,
    a text only where none was known.

    What is new of refunds: what was offered and what is due must then be looked at again (journeys/weigh_refunds).
    """
    order: Order = lock(Order.objects.filter(id=order_id))[0]
    lines = dict(OrderLine.objects.filter(order_id=order_id).values_list("source_id", "id"))
    learnt = add_past(order_id, facts, lines, order.merchant_id, now=now, spoken=spoken)
    parcels = _parcels(order, facts, lines)
    paid = _payments(order, facts)
    texts = learn_texts(order, facts, by=by, now=now)
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
        refunds=learnt.new,
        texts=texts,
        fields=sorted(changed[1:]),
    )
    if parcels:
        renew_tokens(order)
    return learnt


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


def add_by_hand(order: Order, rows: list[dict[str, Any]], *, key: str, by: Actor, now: datetime) -> list[PastReturn]:
    """Refunds made elsewhere that staff tells us of: only ever added. `rows`: fields of PastReturn."""
    made = [
        PastReturn(
            merchant_id=order.merchant_id, source=BY_HAND, source_key=f"{key}-{place}", order_id=order.id, currency=order.currency,
            actor=str(by), known_at=now, **row,
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip
    add_now(*made)
    forget("past")
    timeline.note(
        f"order:{order.id}", "refund.reversed_by_hand" if made[0].reverses_id else "refund.recorded_by_hand", by=by, now=now,
        subject=order.public_id, key=key, amount=sum(row.amount_minor + row.shipping_minor for row in made), currency=order.currency,
        on=made[0].at.date().isoformat(), digest=digest_of([order.public_id, made[0].text]),
    )  # fmt: skip
    return made
