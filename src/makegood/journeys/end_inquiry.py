"""Staff found the order that somebody could not find, or can't help."""

from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.orders.operations import finding
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def end_inquiry(*, merchant_id: int, inquiry_id: str, order: str, by: Actor, now: datetime) -> Any:
    """`order`: public id of the order that it was about; its contact is told that it is found and where to begin. Empty: closed without.

    Refuses `inquiry_unknown`, `inquiry_ended`, `order_unknown`.
    """
    with unit(merchants=[merchant_id], by=by):
        inquiry = orders.inquiry_of(inquiry_id)
        if inquiry.state != "open":
            raise Refusal("inquiry_ended", "Somebody has answered this already.", "Nothing has to be done.", status=409)
        found = orders.order_of(order) if order else None
        finding.end_inquiry(inquiry, state="found" if found else "closed", order_id=found.id if found else None, now=now)
        timeline.note(
            f"inquiry:{inquiry.public_id}", f"inquiry.{inquiry.state}", by=by, now=now, subject=inquiry.public_id,
            order=found.public_id if found else "",
        )  # fmt: skip
        contact = orders.contact_of(found.id) if found else None
        if found is not None and contact is not None and contact.email:  # to the order's own address, never to one that was only typed
            shop = merchant_of(merchant_id)
            context = {
                "order": found.number, "customer_name": contact.name, "shop_name": shop.name, "contact_name": shop.contact_name,
                "start": f"{settings.MAKEGOOD_BASE_URL}/s/{shop.slug}/",
            }  # fmt: skip
            notices.write_notice(
                kind="order_found",
                case=None,
                audience="customer",
                to=contact.email,
                language=inquiry.language,
                context=context,
                by=by,
                now=now,
            )
        return inquiry
