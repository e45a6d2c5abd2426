"""An order is read again: what has happened since is added; what was frozen stays."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from makegood.apps.orders.digests import contact_digest
from makegood.apps.orders.models import Order, OrderContact, OrderLine, OrderPayment, PastReturn
from makegood.apps.orders.operations.finding import renew_tokens
from makegood.apps.orders.operations.parcels import learn_gone, learn_parcels, of_goods_sold
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
    """Add parcels, payments and refunds that are new to us; take days and a contact that were not known yet. Prices and taxes are never
    touched, a text only where none was known. Days move on with the last parcel: a window that begins when everything has come does not
    begin before. They go back only where a parcel never left.

    What is new of refunds: what was offered and what is due must then be looked at again (journeys/weigh_refunds).
    """
    order: Order = lock(Order.objects.filter(id=order_id))[0]
    rows = {one.source_id: one for one in OrderLine.objects.filter(order_id=order_id)}
    lines = {name: one.id for name, one in rows.items()}
    learnt = add_past(order_id, facts, lines, order.merchant_id, now=now, spoken=spoken)
    facts = of_goods_sold(facts, lines)
    parcels = learn_parcels(order, facts, lines)
    gone = learn_gone(order, facts, by=by, now=now)
    paid = _payments(order, facts)
    _variants(facts, rows)
    texts = learn_texts(order, facts, by=by, now=now)
    changed = ["source_digest"]
    order.source_digest = digest
    new_contact = _contact(order, facts)
    for name, value in (*_days(order, facts, gone=gone > 0), *new_contact):
        setattr(order, name, value)
        changed.append(name)
    change_later(order, *changed)
    if len(changed) > 1:
        forget("locked", "order")  # whoever goes on in this unit reads the order as it is now
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
    if parcels or new_contact:
        renew_tokens(order)
    return replace(learnt, gone=gone)


def _days(order: Order, facts: OrderFacts, *, gone: bool) -> list[tuple[str, Any]]:
    if gone:  # what ran from a parcel that never left runs from those that did
        return [("shipped_on", facts.shipped_on), ("delivered_on", facts.delivered_on)]
    found: list[tuple[str, Any]] = []
    for name in ("shipped_on", "delivered_on", "cancelled_at"):
        known, said = getattr(order, name), getattr(facts, name)
        later = name != "cancelled_at" and known is not None and said is not None and said > known
        if said is not None and (known is None or later):
            found.append((name, said))
    parcels = facts.shipments
    if order.delivered_on is not None and facts.delivered_on is None and any(one.delivered_on for one in parcels) and len(parcels) > 1:
        found.append(("delivered_on", None))  # another parcel is on its way
    return found


def _contact(order: Order, facts: OrderFacts) -> list[tuple[str, Any]]:
    """Where nobody's words came with the order (the source did not show them yet): they are added. What was erased stays erased."""
    contact = facts.contact
    if contact is None or OrderContact.objects.filter(order_id=order.id).exists():
        return []
    add_now(
        OrderContact(
            merchant_id=order.merchant_id, order_id=order.id, name=contact.name, email=contact.email, phone=contact.phone,
            address=list(contact.address), postcode=contact.postcode, note=contact.note,
        )
    )  # fmt: skip
    forget("contact")
    digests = [("email_digest", contact_digest(contact.email)), ("postcode_digest", contact_digest(contact.postcode))]
    return [*digests, *([] if order.customer_digest else [("customer_digest", digests[0][1])])]


def _variants(facts: OrderFacts, rows: dict[str, Any]) -> None:
    """What the goods are called there, where that was not known yet."""
    for one in facts.lines:
        row = rows.get(one.source_id)
        if row is not None and one.variant_ref and not row.variant_ref:
            row.variant_ref = one.variant_ref
            change_later(row, "variant_ref")


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
