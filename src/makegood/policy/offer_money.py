"""The money that offers are made of: what the order paid, what this line asks of it, and the policy's amounts in the customer's currency.

Slots and entitlements are in the policy's currency, offers in the customer's (promise.md, section 1); the rate is that of the order's day.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from makegood.kernel.currency import exponent
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.policy.decision import Decision
from makegood.policy.quote import Quote, compute
from makegood.policy.quote_input import read_input
from makegood.policy.raise_to_floor import granted_rights


@dataclass(frozen=True, slots=True)
class OfferMoney:
    """`order` is the refund quote's document without `ask` (the customer's currency); `line` and `quantity` what is asked of it.

    `with_shipping`: this line carries the outbound shipping (the case takes all that is left of the order, and this is its first line).
    Days are working days; None is unknown. `replacement_days`: until a piece that is not made for this customer leaves. `shop_rate`: shop currency per unit of the customer's, as text.
    """

    order: dict[str, Any]
    line: str
    quantity: int
    with_shipping: bool = False
    production_days: int | None = None
    transit_days: int | None = None
    replacement_days: int = 1
    return_cost_minor: int | None = None
    shop_rate: str = "1"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_money(value: Any) -> OfferMoney:
    """`value` as it came from outside. Refuses `bad_input`."""
    try:
        money = OfferMoney(**value)
        days = (money.production_days, money.transit_days, money.replacement_days)
        if Fraction(str(money.shop_rate)) > 0 and all(one is None or (type(one) is int and 0 <= one <= 999) for one in days):
            read_input({**money.order, "ask": {"lines": [{"id": money.line, "quantity": money.quantity}]}})
            return money
    except (TypeError, ValueError, ZeroDivisionError):
        pass
    raise Refusal("bad_input", "money has no form.", "Give order, line and quantity as `refund quote` reads them.", status=400)


def money_of_facts(decision: Decision) -> OfferMoney | None:
    """The money as far as the facts tell it, in the policy's currency; None where no price is known."""
    case, order, item = (decision.facts.get(scope) or {} for scope in ("case", "order", "item"))
    currency, units = decision.currency, max(1, case.get("quantity") or 1)

    def minor(of: Mapping[str, Any], name: str) -> int | None:
        return None if of.get(name) is None else minor_from_text(of[name], currency)

    value, price = minor(case, "value"), minor(item, "price")
    # A unit's price is rounded, the money paid for the line is not; a value that is farther off is that of several lines.
    paid = value if price is None or (value is not None and abs(value - price * units) < units) else price * units
    if paid is None:
        return None
    shipping, duties, total = minor(order, "outbound_shipping") or 0, minor(order, "duties_paid") or 0, minor(order, "total")
    unit = -(-paid // units)
    line = {"id": "line", "quantity": units, "unit_price": text_from_minor(unit, currency), "tax_rate": "0"}
    document = {
        "currency": currency,
        "prices_include_tax": True,
        "lines": [line | {"discount": text_from_minor(unit * units - paid, currency)}],
        "order_discount": "0",
        "shipping": {"price": text_from_minor(shipping, currency), "discount": "0", "tax_rate": "0"},
    }
    if duties:
        document["duties"] = text_from_minor(duties, currency)
    takes_all = total is None or max(paid, value or 0) + shipping + duties >= total
    return OfferMoney(document, "line", units, takes_all, item.get("production_days"))


def _in_order_currency(text: str, decision: Decision, money: OfferMoney, *, up: bool) -> int:
    """An amount of the policy's in minor units of the customer's currency; the broken unit goes to the customer (`up` where it is theirs)."""
    to = str(money.order["currency"])
    exact = Fraction(minor_from_text(text, decision.currency)) * 10 ** exponent(to) / 10 ** exponent(decision.currency)
    if decision.currency != to:
        exact /= Fraction(str(money.shop_rate))
    return -(-exact.numerator // exact.denominator) if up else exact.numerator // exact.denominator


def _fees(decision: Decision, money: OfferMoney) -> list[dict[str, str]]:
    slots, found = decision.slots, []
    label = slots.get("return_fee") if slots["return_paid_by"] == "customer" else None
    for kind, fee in (("label", label), ("restocking", slots.get("restocking_fee"))):
        if isinstance(fee, dict):
            found.append({"kind": kind, "percent": str(fee["percent"])})
        elif fee is not None:
            amount = _in_order_currency(fee, decision, money, up=False)
            found.append({"kind": kind, "amount": text_from_minor(amount, str(money.order["currency"]))})
    return [fee for fee in found if (fee.get("amount") or fee["percent"]).strip("0.")]


def _shipping(decision: Decision, money: OfferMoney) -> str:
    """none, all, or the amount that the law names."""
    if not money.with_shipping or not decision.slots["refund_outbound_shipping"]:
        return "none"
    rights = granted_rights(decision)
    if not rights or any(name != "withdrawal" for name, _ in rights):
        return "all"
    amount = max((right.get("outbound_shipping_refunded") or "0" for _, right in rights), key=Fraction)
    paid = (decision.facts.get("order") or {}).get("outbound_shipping")
    if not amount.strip("0.") or (paid is not None and Fraction(amount) >= Fraction(paid)):
        return "all"  # all that was paid, or the law owes none of it, so that it is the policy that gives it
    return _still_owed(_in_order_currency(amount, decision, money, up=True), money)


def _still_owed(amount: int, money: OfferMoney) -> str:
    """Less what went back of the shipping before: the law's amount is owed once."""
    asked = {"lines": [{"id": money.line, "quantity": money.quantity}]}
    paid = compute(read_input({**money.order, "refunded": [], "ask": asked})).shipping_left
    left = compute(read_input({**money.order, "ask": asked})).shipping_left
    owed = min(left, amount - (paid - left))
    return text_from_minor(owed, str(money.order["currency"])) if owed > 0 else "none"


def refund_ask(decision: Decision, money: OfferMoney) -> dict[str, Any]:
    """The quote's `ask` for a full refund of this line under this decision."""
    ask: dict[str, Any] = {
        "lines": [{"id": money.line, "quantity": money.quantity}],
        "shipping": _shipping(decision, money),
        "fees": _fees(decision, money),
    }
    if money.with_shipping and money.order.get("duties"):
        ask["duties"] = "all"
    return ask


def quote_refund(order: dict[str, Any], ask: dict[str, Any]) -> Quote:
    """The typed quote; shipping that is gone already is not asked again, and duties stay. Never more than earlier refunds left of what was paid."""
    try:
        return _within_payments(order, ask, compute(read_input({**order, "ask": ask})))
    except Refusal as refusal:
        if refusal.code == "shipping_already_refunded":
            asked = {**ask, "shipping": "none"}
            return _within_payments(order, asked, compute(read_input({**order, "ask": asked})))
        raise


def _within_payments(order: dict[str, Any], ask: dict[str, Any], quote: Quote) -> Quote:
    """An earlier refund that named no line lowers what the payments still give: by that much less is asked of the line, then of shipping.

    What the payments never covered (a part paid by other means) is no reason.
    """
    if not quote.uncovered or not order.get("refunded") or len(quote.lines) != 1:
        return quote
    over = quote.uncovered - compute(read_input({**order, "refunded": [], "ask": ask})).uncovered
    if over <= 0:
        return quote
    line, shipping = quote.lines[0], quote.shipping[0]
    goods = max(0, line.gross - over)
    shipping -= max(0, over - line.gross)
    lines = [{"id": line.id, "amount": text_from_minor(goods, quote.currency)}] if goods else []
    asked = {**ask, "lines": lines, "shipping": text_from_minor(shipping, quote.currency) if shipping > 0 else "none"}
    return compute(read_input({**order, "ask": asked}))
