"""What happened to an order after it was placed: parcels, payments, refunds."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.ports import PastFacts, PaymentFacts, ShipmentFacts
from makegood.base.loose import moment, part, text, whole
from makegood.connectors.shopify.money import amount, name_of, nodes

_PAID = ("SALE", "CAPTURE")


def shipments(order: dict[str, Any]) -> tuple[ShipmentFacts, ...]:
    """Each fulfilment with its tracking and its lines; a cancelled one never left."""
    return tuple(_shipment(one) for one in nodes(order.get("fulfillments")) if one.get("status") not in ("CANCELLED", "ERROR", "FAILURE"))


def _shipment(of: dict[str, Any]) -> ShipmentFacts:
    tracking = next(iter(nodes(of.get("trackingInfo"))), {})
    shipped, delivered = moment(of.get("createdAt")), moment(of.get("deliveredAt"))
    lines = tuple(
        (name_of(part(one.get("lineItem")).get("id")), whole(one.get("quantity") or 0)) for one in nodes(of.get("fulfillmentLineItems"))
    )
    return ShipmentFacts(
        source_id=name_of(of.get("id")),
        carrier=text(tracking.get("company"), 60),
        tracking_number=text(tracking.get("number"), 120),
        tracking_url=text(tracking.get("url"), 500),
        shipped_on=shipped.date() if shipped else None,
        delivered_on=delivered.date() if delivered else None,
        lines=lines,
    )


def payments(order: dict[str, Any], currency: str) -> tuple[PaymentFacts, ...]:
    """Sales and captures that went through; a payment in the shop's own money has no other."""
    found = []
    for one in nodes(order.get("transactions")):
        if one.get("kind") not in _PAID or one.get("status", "SUCCESS") != "SUCCESS":
            continue
        paid, at = amount(one.get("amountSet"), currency), moment(one.get("processedAt"))
        if paid:
            gateway = text(one.get("gateway"), 60)
            found.append(PaymentFacts(paid, currency, name_of(one.get("id")), gateway, gateway, None, at.date() if at else None))
    return tuple(found)


def past(order: dict[str, Any], currency: str, placed_at: datetime) -> tuple[PastFacts, ...]:
    """Refunds that the shop made already: a row for each line, one for shipping, one for what is of neither."""
    found: list[PastFacts] = []
    for refund in nodes(order.get("refunds")):
        key, at = name_of(refund.get("id")), moment(refund.get("createdAt")) or placed_at
        rows = [_of_line(f"{key}-{place}", at, one, currency) for place, one in enumerate(nodes(refund.get("refundLineItems")))]
        shipping = sum(
            (amount(one.get("subtotalAmountSet"), currency) or 0) + (amount(one.get("taxAmountSet"), currency) or 0)
            for one in nodes(refund.get("refundShippingLines"))
        )
        if shipping > 0:
            rows.append(PastFacts("refund", f"{key}-shipping", at, shipping_minor=shipping))
        rest = (amount(refund.get("totalRefundedSet"), currency) or 0) - sum(one.amount_minor + one.shipping_minor for one in rows)
        if rest > 0:
            rows.append(PastFacts("refund", f"{key}-rest", at, rest))
        found += rows
    return tuple(found)


def _of_line(key: str, at: datetime, of: dict[str, Any], currency: str) -> PastFacts:
    paid = (amount(of.get("subtotalSet"), currency) or 0) + (amount(of.get("totalTaxSet"), currency) or 0)
    return PastFacts("refund", key, at, paid, 0, whole(of.get("quantity") or 0), name_of(part(of.get("lineItem")).get("id")))
