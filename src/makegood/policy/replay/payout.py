"""What a decision pays out: the first remedy that it names, in minor units of the policy's currency.

Counted: money or credit with its bonus, less fees, with the outbound shipping where that goes back; the making of a new one; the way back
where the shop pays it. Shipping and the way back count where they are known. No price of the remedy itself: None, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from makegood.kernel.money import minor_from_text, round_half_up

MONEY, SHARE, GOODS, NOTHING, LAW = "money", "share", "goods", "nothing", "law"
_MODES = {
    "refund": MONEY, "store_credit": MONEY, "gift_card": MONEY, "partial_refund": SHARE, "reorder_discount": SHARE, "replacement": GOODS,
    "remake": GOODS, "exchange": GOODS, "repair": GOODS, "none": NOTHING,
}  # fmt: skip
COST_FACTS = ("case.value", "case.quantity", "item.production_cost", "item.cost", "order.outbound_shipping", "carriage.return_cost")


@dataclass(frozen=True, slots=True)
class Terms:
    """`mode`: money (of the value), share (of the value), goods, nothing, or law (no rule says: what the law gives is not priced here)."""

    mode: str
    percent: int = 0
    fee: int = 0
    fee_percent: int = 0
    shipping: bool = False
    way_back: bool = False


def terms_of(slots: Mapping[str, Any], currency: str) -> Terms:
    """What the slots of a promise or a decision pay."""
    remedy = next(iter(slots.get("remedies") or []), None)
    if slots.get("eligible") == "no":
        return Terms(NOTHING)
    mode = LAW if remedy is None else _MODES[remedy]
    if mode == SHARE:
        return Terms(SHARE, slots.get("partial_percent" if remedy == "partial_refund" else "reorder_discount_percent", 0))
    if mode in (NOTHING, LAW):
        return Terms(mode)
    paid_by_shop = slots.get("return_paid_by", "customer") == "shop"
    way_back = paid_by_shop and slots.get("ship_back", "none") != "none"
    if mode == GOODS:
        return Terms(GOODS, way_back=way_back)
    fee = slots.get("restocking_fee", "0")
    label = "0" if paid_by_shop else slots.get("return_fee", "0")
    return Terms(
        MONEY,
        100 + (0 if remedy == "refund" else slots.get("store_credit_bonus_percent", 0)),
        minor_from_text(label, currency) + (0 if isinstance(fee, dict) else minor_from_text(fee, currency)),
        fee["percent"] if isinstance(fee, dict) else 0,
        bool(slots.get("refund_outbound_shipping", False)),
        way_back,
    )


def _percent(amount: int, percent: int) -> int:
    return round_half_up(Fraction(amount * percent, 100))


def cost_of(terms: Terms, values: Mapping[str, Any]) -> int | None:
    """Minor units for one line with these flat facts; None where the remedy's price is not known."""
    if terms.mode in (NOTHING, LAW):
        return 0 if terms.mode == NOTHING else None
    if terms.mode == GOODS:
        unit = values.get("item.production_cost", values.get("item.cost"))
        paid = None if unit is None else unit * values.get("case.quantity", 1)
    elif (value := values.get("case.value")) is None:
        paid = None
    elif terms.mode == SHARE:
        paid = _percent(value, terms.percent)
    else:
        shipping = values.get("order.outbound_shipping", 0) if terms.shipping else 0
        paid = _percent(max(0, value + shipping - terms.fee - _percent(value, terms.fee_percent)), terms.percent)
    back = values.get("carriage.return_cost", 0) if terms.way_back and terms.mode != SHARE else 0
    return None if paid is None else paid + back


def cost_sql(side: str) -> str:
    """The same in SQL, over columns value, unit_cost, quantity, shipping, return_cost and the terms' own with the prefix `side`."""
    t = {name: f"{side}_{name}" for name in ("mode", "percent", "fee", "fee_percent", "shipping", "way_back")}
    kept = f"({t['fee']} + (2 * value * {t['fee_percent']} + 100) // 200)"
    money = f"greatest(0, value + CASE WHEN {t['shipping']} THEN coalesce(shipping, 0) ELSE 0 END - {kept})"
    back = f"CASE WHEN {t['way_back']} THEN coalesce(return_cost, 0) ELSE 0 END"
    return (
        f"CASE {t['mode']} WHEN '{NOTHING}' THEN 0 WHEN '{GOODS}' THEN unit_cost * coalesce(quantity, 1) + {back} "
        f"WHEN '{SHARE}' THEN (2 * value * {t['percent']} + 100) // 200 "
        f"WHEN '{MONEY}' THEN CASE WHEN value IS NOT NULL THEN (2 * {money} * {t['percent']} + 100) // 200 + {back} END END"
    )
