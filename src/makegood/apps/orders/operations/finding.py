"""Writes that keep an order findable: its digests, its contact, and the messages of those who could not find it."""

from datetime import datetime
from typing import Any

from django.db import connection

from makegood.apps.orders.digests import contact_digest, gift_code
from makegood.apps.orders.models import Inquiry, Order, OrderContact, OrderLine, OrderLineWords, Shipment
from makegood.apps.orders.tokens import Tokens
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later, write_waiting
from makegood.base.tenancy import forget, sole_merchant_id
from makegood.kernel.digest import digest_of
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal


def renew_tokens(order: Order) -> None:
    """From the words that still stand: what was erased can no longer be found by."""
    write_waiting()
    contact = OrderContact.objects.filter(order_id=order.id, erased_at=None).first()
    lines = OrderLine.objects.filter(order_id=order.id).values_list("id", flat=True)
    words = OrderLineWords.objects.filter(line_id__in=list(lines), erased_at=None)
    made = Tokens(order.merchant_id).of_order(
        number=order.number, email=contact.email if contact else "", name=contact.name if contact else "",
        phone=contact.phone if contact else "", postcode=contact.postcode if contact else "",
        inputs=[one for row in words for one in row.inputs],
        tracking=Shipment.objects.filter(order_id=order.id).values_list("tracking_number", flat=True),
        gift_code=gift_code(order.public_id) if order.gift else "",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_tokens (merchant_id, order_id, tokens) VALUES (%s, %s, %s) ON CONFLICT (order_id) DO UPDATE "
            "SET tokens = EXCLUDED.tokens WHERE orders_tokens.merchant_id = EXCLUDED.merchant_id",
            [order.merchant_id, order.id, made],
        )


def change_email(order: Order, email: str, *, by: Actor, now: datetime) -> str:
    """The order's e-mail address, in hand by its lock; returns the old one ("" for none). The timeline keeps digests, never words.

    Refuses `contact_erased`.
    """
    contact = OrderContact.objects.filter(order_id=order.id).first()
    if contact is not None and contact.erased_at is not None:
        raise Refusal(
            "contact_erased",
            "The personal words of this order were erased.",
            "Give the customer the link instead.",
            status=409,
            field="email",
        )
    old = "" if contact is None else contact.email
    was, digest = order.email_digest, contact_digest(email)
    if contact is None:
        add_later(OrderContact(merchant_id=order.merchant_id, order_id=order.id, email=email))
    else:
        contact.email = email
        change_later(contact, "email")
    changed = ["email_digest"]
    order.email_digest = digest
    if order.customer_digest in ("", was):  # the customer was known by this address, or by nothing
        order.customer_digest = digest
        changed.append("customer_digest")
    change_later(order, *changed)
    timeline.note(
        f"order:{order.id}", "contact.email_changed", by=by, now=now, subject=order.public_id,
        was=digest_of([order.public_id, was]) if was else "", to=digest_of([order.public_id, digest]),
    )  # fmt: skip
    renew_tokens(order)
    forget("contact")
    return str(old)


def add_inquiry(*, number: str, contact: str, reply_to: str, text: str, language: str, now: datetime) -> Inquiry:
    made = Inquiry(
        merchant_id=sole_merchant_id(), public_id=new_public_id("inq"), number=number, contact=contact, reply_to=reply_to, text=text,
        language=language, at=now,
    )  # fmt: skip
    add_later(made)
    return made


def end_inquiry(inquiry: Any, *, state: str, order_id: int | None, now: datetime) -> None:
    inquiry.state, inquiry.order_id, inquiry.ended_at = state, order_id, now
    change_later(inquiry, "state", "order", "ended_at")
