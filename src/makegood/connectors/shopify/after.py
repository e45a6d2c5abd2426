"""What happened to an order after it was placed: parcels, payments, refunds."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from makegood.apps.orders.ports import PastFacts, PaymentFacts, ShipmentFacts
from makegood.base.loose import moment, part, text, whole
from makegood.connectors.shopify.money import amount, name_of, nodes
from makegood.policy.spread import spread

_PAID = ("SALE", "CAPTURE")
_OURS = re.compile(
    r"\b(?:trf|err)_\w{4,40}\b"
)  # the key of one of our own movements, or of one that we had written down, which we write into a refund's note


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
    """Refunds that the shop made already: a row for each line, one for shipping, one for what is of neither.

    A form that can't name a refund's lines (a bulk operation) gives one row for the whole; its parts take its place once they are read.
    """
    found: list[PastFacts] = []
    for refund in nodes(order.get("refunds")):
        key, at = name_of(refund.get("id")), moment(refund.get("createdAt")) or placed_at
        total, words = _given(refund, currency), _words(refund)
        if "refundLineItems" not in refund:
            found += [PastFacts("refund", key, at, total, of=key, **words)] if total else []
            continue
        rows = [_of_line(key, place, at, one, currency) for place, one in enumerate(nodes(refund.get("refundLineItems")))]
        shipping = sum(
            (amount(one.get("subtotalAmountSet"), currency) or 0) + (amount(one.get("taxAmountSet"), currency) or 0)
            for one in nodes(refund.get("refundShippingLines"))
        )
        if shipping > 0:
            rows.append(PastFacts("refund", f"{key}:shipping", at, shipping_minor=shipping, of=key))
        rows = _no_more_than(total, rows)
        rest = (total or 0) - sum(one.amount_minor + one.shipping_minor for one in rows)
        if rest > 0:
            rows.append(PastFacts("refund", f"{key}:rest", at, rest, of=key))
        found += [replace(one, **words) for one in rows if one.amount_minor or one.shipping_minor]
    return tuple(found)


def _given(refund: dict[str, Any], currency: str) -> int | None:
    """What left, minor units; None where the query asked for neither transactions nor a total.

    What a bank has not confirmed may still come to nothing: it is no refund yet (and nothing is sent beside it: payments).
    """
    sent = [one for one in nodes(refund.get("transactions")) if one.get("kind") == "REFUND" and "amountSet" in one]
    if not sent:
        return amount(refund.get("totalRefundedSet"), currency)
    return sum(amount(one["amountSet"], currency) or 0 for one in sent if one.get("status") == "SUCCESS")


def _words(refund: dict[str, Any]) -> dict[str, Any]:
    """Its note, and whose it is where that names one movement of ours."""
    note = text(refund.get("note"), 300)
    keys = set(_OURS.findall(note))
    return {"text": note, "ours": keys.pop() if len(keys) == 1 else ""}


def _no_more_than(total: int | None, rows: list[PastFacts]) -> list[PastFacts]:
    """Goods can be taken back for less than they cost: what left is what counts, shared out by what each part was worth."""
    worth = [one.amount_minor + one.shipping_minor for one in rows]
    if total is None or total < 0 or sum(worth) <= total:
        return rows
    return [
        replace(one, amount_minor=share if one.amount_minor else 0, shipping_minor=share if one.shipping_minor else 0)
        for one, share in zip(rows, spread(total, worth), strict=True)
    ]


def parts_parcels(order: dict[str, Any]) -> bool:
    """Do the parcels have to name their lines? Not where one holds all that was bought."""
    parcels = nodes(order.get("fulfillments"))
    if len(parcels) != 1 or parcels[0].get("totalQuantity") is None:
        return len(parcels) > 1
    return whole(parcels[0]["totalQuantity"]) < sum(whole(one.get("quantity") or 0) for one in nodes(order.get("lineItems")))


def is_whole(order: dict[str, Any]) -> bool:
    """Does this form name the lines of each refund, and of each parcel where that matters?"""
    named = all("fulfillmentLineItems" in one for one in nodes(order.get("fulfillments")))
    return (named or not parts_parcels(order)) and all("refundLineItems" in one for one in nodes(order.get("refunds")))


def _of_line(key: str, place: int, at: datetime, of: dict[str, Any], currency: str) -> PastFacts:
    paid = (amount(of.get("subtotalSet"), currency) or 0) + (amount(of.get("totalTaxSet"), currency) or 0)
    return PastFacts(
        "refund", f"{key}:{place}", at, paid, 0, whole(of.get("quantity") or 0), name_of(part(of.get("lineItem")).get("id")), of=key
    )
