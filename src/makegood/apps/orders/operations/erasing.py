"""The personal words of an order, emptied; the order, its money and every digest of the chain stay."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.models import Inquiry, OrderContact, OrderLine, OrderLineWords
from makegood.apps.orders.operations.finding import renew_tokens
from makegood.base.later import change_later, write_waiting
from makegood.base.tenancy import forget


def erase_order(order: Any, *, now: datetime) -> int:
    """Contact, note, what was put on the items, what was written to find the order, and what it could be found by. Returns how many rows held words.

    The order must be locked. A second time changes nothing.
    """
    write_waiting()
    contacts = OrderContact.objects.filter(order_id=order.id, erased_at=None).update(
        name="", email="", phone="", address=[], postcode="", note="", erased_at=now
    )
    lines = list(OrderLine.objects.filter(order_id=order.id).values_list("id", flat=True))
    words = OrderLineWords.objects.filter(line_id__in=lines, erased_at=None).update(inputs=[], salt="", erased_at=now)
    asked = Inquiry.objects.filter(order_id=order.id, erased_at=None).update(number="", contact="", reply_to="", text="", erased_at=now)
    order.email_digest, order.postcode_digest = "", ""
    change_later(order, "email_digest", "postcode_digest")
    forget("contact")
    renew_tokens(order)
    return int(contacts + words + asked)
