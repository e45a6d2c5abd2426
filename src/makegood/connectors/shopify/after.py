"""What happened to an order after it was placed: parcels, payments, refunds."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from makegood.apps.orders.ports import PastFacts, PaymentFacts, ShipmentFacts
from makegood.base.loose import moment, part, text, whole
from makegood.connectors.shopify.money import amount, name_of, nodes

_PAID = ("SALE", "CAPTURE")
_OURS = re.compile(r"\btrf_\w{4,40}\b")  # the key of one of our own movements, which we write into a refund's note


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
    """Refunds that were made already: a row for each line, one for shipping, one for what is of neither.

    Together they are what really left: Shopify's lines say what the pieces are worth, its transactions what was given for them. A refund
    whose every transaction failed gave nothing. One whose lines the query did not ask for is known as a whole, until they are.
    """
    found: list[PastFacts] = []
    for refund in nodes(order.get("refunds")):
        key, at, note = name_of(refund.get("id")), moment(refund.get("createdAt")) or placed_at, text(refund.get("note"), 300)
        named = _OURS.findall(note)
        more: dict[str, Any] = {"of": key, "text": note, "ours": named[0] if len(set(named)) == 1 else ""}
        rows = [_of_line(f"{key}-{place}", at, one, currency, more) for place, one in enumerate(nodes(refund.get("refundLineItems")))]
        shipping = sum(
            (amount(one.get("subtotalAmountSet"), currency) or 0) + (amount(one.get("taxAmountSet"), currency) or 0)
            for one in nodes(refund.get("refundShippingLines"))
        )
        if shipping > 0:
            rows.append(PastFacts("refund", f"{key}-shipping", at, shipping_minor=shipping, **more))
        total, worth = _given(refund, currency), sum(one.amount_minor + one.shipping_minor for one in rows)
        if total is not None and total < worth:
            rows = _cut(rows, total, worth)
        elif total is not None and total > worth:
            rows.append(PastFacts("refund", f"{key}-rest" if refund.get("refundLineItems") is not None else key, at, total - worth, **more))
        found += rows
    return tuple(found)


def _given(refund: dict[str, Any], currency: str) -> int | None:
    """What left or is on its way, minor units; None where the query asked for neither transactions nor a total."""
    total = amount(refund.get("totalRefundedSet"), currency)
    sent = [one for one in nodes(refund.get("transactions")) if one.get("kind") == "REFUND"]
    if sent and all(one.get("status") in ("FAILURE", "ERROR") for one in sent):
        return 0
    return total


def _cut(rows: list[PastFacts], total: int, worth: int) -> list[PastFacts]:
    """The same pieces with what was really given for them: each row its share, together `total`. What gave nothing is no refund."""
    found: list[PastFacts] = []
    upto = given = 0
    for row in rows:
        upto += row.amount_minor + row.shipping_minor
        part, given = total * upto // worth - given, total * upto // worth
        found.append(replace(row, amount_minor=0, shipping_minor=part) if row.shipping_minor else replace(row, amount_minor=part))
    return [one for one in found if one.amount_minor or one.shipping_minor]


def _of_line(key: str, at: datetime, of: dict[str, Any], currency: str, more: dict[str, Any]) -> PastFacts:
    paid = (amount(of.get("subtotalSet"), currency) or 0) + (amount(of.get("totalTaxSet"), currency) or 0)
    return PastFacts("refund", key, at, paid, 0, whole(of.get("quantity") or 0), name_of(part(of.get("lineItem")).get("id")), **more)
