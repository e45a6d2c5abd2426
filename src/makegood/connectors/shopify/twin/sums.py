"""Sums of an order: what came in, what went back, how many of a line were sent or refunded."""

from decimal import Decimal

from makegood.connectors.shopify.twin.money import of, total
from makegood.connectors.shopify.twin.store import Document, Shop

PAID = ("SALE", "CAPTURE")


def received(order: Document, which: str = "shopMoney") -> Decimal:
    return total((one["amountSet"] for one in order["transactions"] if one["kind"] in PAID and one["status"] == "SUCCESS"), which)


def refunded(order: Document, which: str = "shopMoney") -> Decimal:
    """What went back: by the refunds' payments, or by what a seeded refund says where its payments were not asked for."""
    ours = {one["id"] for one in order["transactions"] if one["kind"] == "REFUND"}
    named = {gid for one in order["refunds"] for gid in one["transactions"]}
    moved = total((t["amountSet"] for t in order["transactions"] if t["kind"] == "REFUND" and t["status"] == "SUCCESS"), which)
    silent = total((one.get("totalRefundedSet") for one in order["refunds"] if not set(one["transactions"]) & ours), which)
    return moved + (silent if len(named) < len(order["refunds"]) else Decimal(0))


def refunded_units(order: Document, line: str) -> int:
    return sum(one["quantity"] for refund in order["refunds"] for one in refund["refundLineItems"] if one["lineItem"] == line)


def fulfilled_units(order: Document, line: str) -> int:
    alive = [one for one in order["fulfillments"] if one["status"] not in ("CANCELLED", "ERROR", "FAILURE")]
    return sum(one["quantity"] or 0 for shipment in alive for one in shipment["fulfillmentLineItems"] if one["lineItem"] == line)


def order_of(shop: Shop, part: Document) -> Document:
    found = shop.find(part.get("_order") or part.get("order"))
    assert found is not None, f"{part.get('id')} is of no order"
    return found


def left_on(order: Document, payment: Document) -> Decimal:
    back = total(
        one["amountSet"] for one in order["transactions"] if one.get("parentTransaction") == payment["id"] and one["status"] != "FAILURE"
    )
    return of(payment["amountSet"]) - back


def returns_of(shop: Shop, order: Document) -> list[Document]:
    return [one for one in shop.all("Return") if one["order"] == order["id"]]
