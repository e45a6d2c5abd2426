"""The money of an order as the refund quote reads it: what was really paid, less what went back."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from makegood.kernel.currency import exponent
from makegood.kernel.money import round_half_up, text_from_minor
from makegood.policy.quote_input import QuoteInput, read_input

LIVE_STATES = ("pending", "posted", "failed")


def to_shop(minor: int | None, order: Any) -> int | None:
    """Minor units of the shop's currency at the rate that was frozen with the order."""
    if minor is None:
        return None
    scale = Fraction(10 ** exponent(order.shop_currency), 10 ** exponent(order.currency))
    return round_half_up(Fraction(minor) * Fraction(Decimal(order.shop_rate)) * scale)


def _rate(gross: int, tax: int, stated: str) -> str:
    """The stated rate where it gives the tax that was charged, otherwise the rate that does."""
    share = Fraction(stated)
    if round_half_up(gross * share / (1 + share)) == tax:
        return stated
    return format(Decimal(tax) / Decimal(gross - tax), ".12f") if gross > tax > 0 else "0"


def shipping_gross(order: Any) -> int:
    """Delivery as it was paid, tax included."""
    net = order.shipping_minor - order.shipping_discount_minor
    return int(net if order.prices_include_tax else net + order.shipping_tax_minor)


def quote_order(order: Any, lines: list[Any], payments: list[Any], past: list[Any], reimbursements: list[Any]) -> dict[str, Any]:
    """The quote's document without `ask`, in the customer's currency. Lines stand with what was really paid (tax inside)."""
    currency = order.currency

    def text(minor: int) -> str:
        return text_from_minor(minor, currency)

    sold = []
    for line in lines:
        price = -(-line.gross_minor // line.quantity)
        sold.append(
            {
                "id": line.public_id,
                "quantity": line.quantity,
                "unit_price": text(price),
                "discount": text(price * line.quantity - line.gross_minor),
                "tax_rate": _rate(line.gross_minor, line.tax_minor, line.tax_rate),
            }
        )
    shipping = shipping_gross(order)
    usable = [payment for payment in payments if payment.currency == currency and payment.amount_minor > 0]
    ids = {payment.id for payment in usable}
    document: dict[str, Any] = {
        "currency": currency,
        "prices_include_tax": True,
        "lines": sold,
        "order_discount": text(0),
        "shipping": {
            "price": text(shipping),
            "discount": text(0),
            "tax_rate": _rate(shipping, order.shipping_tax_minor, order.shipping_tax_rate),
        },
        "refunded": [row for one in past for row in _past_rows(one, {line.id: line.public_id for line in lines}, ids, text)]
        + [row for one in reimbursements if one.state in LIVE_STATES for row in _named(reimbursed_rows(one), one, ids)],
    }
    if order.duties_minor:
        document["duties"] = text(order.duties_minor)
    if usable:
        document["payments"] = [{"id": f"pay_{payment.id}", "amount": text(payment.amount_minor)} for payment in usable]
    return document


def _past_rows(past: Any, names: dict[int, str], usable: set[int], text: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    if past.kind in ("write_off", "repeated_row", "unmatched_cancellation"):
        return rows
    if past.line_id in names:
        rows.append({"line": names[past.line_id], "quantity": past.quantity, "amount": text(past.amount_minor)})
    elif past.amount_minor > 0:
        rows.append({"amount": text(past.amount_minor)})
    if past.shipping_minor > 0:
        rows.append({"shipping": True, "amount": text(past.shipping_minor)})
    if past.payment_id in usable:
        rows = [row | {"payment": f"pay_{past.payment_id}"} for row in rows]
    return rows


def reimbursed_rows(reimbursement: Any) -> list[dict[str, Any]]:
    """The rows of `refunded` that an earlier reimbursement stands for; pending ones count too."""
    breakdown = reimbursement.breakdown or {}
    rows: list[dict[str, Any]] = [
        {"line": line["id"], "quantity": line["quantity"], "amount": line["gross"]} for line in breakdown.get("lines", [])
    ]
    for part in ("shipping",):
        gross = (breakdown.get(part) or {}).get("gross", "0")
        if gross.strip("0."):
            rows.append({part: True, "amount": gross})
    if str(breakdown.get("duties", "0")).strip("0."):
        rows.append({"duties": True, "amount": breakdown["duties"]})
    rows += [{"fee": fee["kind"], "amount": fee["amount"]} for fee in breakdown.get("fees", []) if fee["amount"].strip("0.")]
    if reimbursement.kind in ("store_credit", "gift_card") and breakdown:
        rows.append({"fee": "paid_as_credit", "amount": breakdown["total"]})  # it never came off a payment
    return rows


def _named(rows: list[dict[str, Any]], reimbursement: Any, usable: set[int]) -> list[dict[str, Any]]:
    """With the one payment that it came off, where it is one: what a refund elsewhere took off the same payment then adds to it."""
    used = [one["id"] for one in reimbursement.by_payment if one["amount_minor"]]
    if len(used) == 1 and used[0] in {f"pay_{one}" for one in usable} and reimbursement.kind in ("refund", "partial_refund"):
        return [row | {"payment": used[0]} for row in rows]
    return rows


def left_of(document: dict[str, Any]) -> tuple[dict[str, int], QuoteInput]:
    """Units left of each line (by public id), and the read document with a harmless ask."""
    first = document["lines"][0]["id"]
    read = read_input({**document, "ask": {"lines": [{"id": first, "quantity": 1}]}})
    left = {line.id: line.quantity for line in read.lines}
    for row in read.refunded:
        if row.part == "line":
            left[row.line] = max(0, left.get(row.line, 0) - row.quantity)
    return left, read
