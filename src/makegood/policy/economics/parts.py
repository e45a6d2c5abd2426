"""What one way costs, part by part. Compared with the sale as it stands: money that leaves from now on, less what comes back."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from makegood.kernel.money import round_half_up
from makegood.law.scenario import OWN_INPUTS
from makegood.policy.economics.basis import Basis, kept_of
from makegood.policy.economics.figures import Figure
from makegood.policy.economics.ways import NEW_ONES, Way

# How much likelier than after a plain refund a card dispute is, and which share of customers does not come back: our own assumptions.
_AFTER = {
    "refund": (1, "0.05"), "replacement": (1, "0.03"), "remake": (1, "0.03"), "exchange": (1, "0.03"), "repair": (2, "0.08"),
    "partial_refund": (3, "0.08"), "store_credit": (6, "0.10"), "gift_card": (6, "0.10"), "reorder_discount": (8, "0.15"), "none": (40, "0.40"),
}  # fmt: skip
_AFTER_BACK = {"none": (1, "0"), "hub": (2, "0.03"), "shop": (2, "0.03"), "supplier": (6, "0.15")}
_LATE, _DISPUTED = Fraction("0.30"), Fraction("0.90")
_UNSOUND = frozenset({"defective", "damaged_in_transit", "not_as_described", "missing_part", "recalled", "warranty", "customization_error"})


@dataclass(frozen=True, slots=True)
class Part:
    """`minor` of the policy's currency, negative where money comes back. `group`: direct (goods and what others are paid), sale (of the price
    that is given back), back (what returned goods and suppliers give), staff, risk. `figures`: what it was reckoned from.
    """

    name: str
    group: str
    minor: int
    figures: tuple[Figure, ...]


def parts_of(way: Way, basis: Basis, *, late: bool) -> tuple[list[Part], int]:
    """(parts that are not zero, minutes of staff)."""
    if way.remedy == "dispute":
        found, minutes = _disputed(basis), [basis.get("minutes_dispute")]
    else:
        found = [*_given(way, basis), *_carried(way, basis), *_back(way, basis), *_risk(way, basis, late=late)]
        minutes = _minutes(way, basis)
    spent = sum(figure.value for figure in minutes)
    hour = basis.get("hour")
    found.append(Part("staff", "staff", round_half_up(Fraction(spent * hour.value, 60)), (*minutes, hour)))
    return [part for part in found if part.minor], spent


def _given(way: Way, basis: Basis) -> list[Part]:
    if way.remedy == "refund":
        return _refund(way, basis)
    if way.remedy in NEW_ONES:
        return [_paid("production", basis), _paid("carriage_out", basis)]
    if way.remedy == "repair":
        goods, share = basis.get("goods"), basis.get("repair_of_goods")
        return [Part("repair", "direct", round_half_up(goods.value * share.value), (goods, share)), _paid("carriage_out", basis)]
    slots, owed = basis.decision.slots, basis.owed
    if way.remedy == "partial_refund":
        share = _percent("partial", slots.get("partial_percent"), basis)
        net = owed.goods - owed.tax * owed.goods // max(1, owed.goods + owed.shipping)
        return [Part("part_given_back", "direct", round_half_up(net * share.value), (share,))]
    if way.remedy in ("store_credit", "gift_card"):  # it is spent on goods, which cost less than they sell for
        goods, bonus = basis.get("goods"), slots.get("store_credit_bonus_percent", 0)
        credit = Fraction((owed.goods + owed.shipping) * (100 + bonus), 100)
        return [Part("credit_spent", "direct", round_half_up(credit * goods.value / max(1, owed.goods)), (goods,))]
    if way.remedy == "reorder_discount":
        share, used = _percent("partial", slots.get("reorder_discount_percent"), basis), basis.get("discount_used")
        return [Part("discount", "direct", round_half_up(owed.goods * share.value * used.value), (share, used))]
    return []


def _percent(name: str, percent: Any, basis: Basis) -> Figure:
    default = basis.get(name)
    return default if percent is None else Figure(name, Fraction(percent, 100), "share", "the policy", "fact")


def _paid(name: str, basis: Basis) -> Part:
    figure = basis.get(name)
    return Part(name, "direct", figure.value, (figure,))


def _refund(way: Way, basis: Basis) -> list[Part]:
    """The money given back, told apart: goods, the first way, what the card's provider keeps, its tax, and the profit that is undone."""
    owed, goods = basis.owed, basis.get("goods")
    amount = owed.goods + owed.shipping - (kept_of(basis) if way.ship_back != "none" else 0)
    way_there = basis.get("first_way")
    first = way_there.value if owed.shipping or not basis.values.get("order.outbound_shipping") else 0
    rest = amount - owed.tax - goods.value - first
    fee, keeps = _provider_keeps(basis)
    return [
        Part("goods", "direct" if way.ship_back == "none" else "sale", goods.value, (goods,)),
        Part("first_way", "direct" if way.ship_back == "none" else "sale", first, (way_there,)),
        Part("payment_fee", "sale", fee, keeps),
        Part("profit_undone", "sale", rest - fee, ()),
    ]


def _provider_keeps(basis: Basis) -> tuple[int, tuple[Figure, ...]]:
    share, fixed = basis.get("payment_fee"), basis.get("payment_fee_fixed")
    return round_half_up((basis.owed.goods + basis.owed.shipping) * share.value) + fixed.value, (share, fixed)


def _carried(way: Way, basis: Basis) -> list[Part]:
    if way.ship_back == "none":
        return []
    found = [_paid("hub_fee", basis)] if way.ship_back == "hub" else []
    if basis.decision.slots["return_paid_by"] == "shop" or way.remedy == "repair":
        figure = basis.get(f"carriage_back_{way.ship_back}")
        found.insert(0, Part("carriage_back", "direct", figure.value, (figure,)))
    return found


def _back(way: Way, basis: Basis) -> list[Part]:
    """What returned goods are worth, and what the supplier is expected to credit."""
    found = []
    if way.ship_back != "none" and way.remedy != "repair":
        worth, figures = _resale(way, basis)
        found.append(Part("resale", "back", -worth, figures))
    if way.remedy != "none" and recovery_open(basis):
        goods, share = basis.get("goods"), basis.get("recovery")
        found.append(Part("recovery", "back", -round_half_up(goods.value * share.value), (goods, share)))
    return found


def _resale(way: Way, basis: Basis) -> tuple[int, tuple[Figure, ...]]:
    known = basis.values.get("item.resale_value")
    goods = basis.get("goods")
    if way.ship_back == "supplier":
        share = basis.get("supplier_takes_back")
        worth = 0 if recovery_open(basis) else round_half_up(goods.value * share.value)  # the same goods are credited once
        return worth, (goods, share)
    if known is not None:
        figure = basis.get("resale_amount")
        return figure.value, (figure,)
    if basis.values.get("item.customer_input") in OWN_INPUTS or basis.values.get("case.kind") in _UNSOUND:
        return 0, ()
    share = basis.get("resale")
    return round_half_up(goods.value * share.value), (goods, share)


def recovery_open(basis: Basis) -> bool:
    """May the supplier still be asked for this (the last day included), and does the agreement cover it? What is not known gives nothing."""
    left, covers = basis.values.get("supplier.claim_days_left"), basis.values.get("supplier.covers") or ()
    return left is not None and left >= 0 and any(kind in covers for kind in basis.decision.kinds)


def _risk(way: Way, basis: Basis, *, late: bool) -> list[Part]:
    times, lost = _AFTER[way.remedy]
    more, lost_back = _AFTER_BACK[way.ship_back]
    owed, rate, fee = basis.owed, basis.get("dispute"), basis.get("dispute_fee")
    likelier = Figure("times_likelier", times * more, "times", "default: our own assumption; nobody has measured it here")
    risk = round_half_up(min(Fraction(1), rate.value * likelier.value) * (owed.goods + owed.shipping + fee.value))
    found = [Part("dispute_risk", "risk", risk, (rate, likelier, fee) if likelier.value > 1 else (rate, fee))]
    if late:
        share = basis.get("late_refund")
        found.append(Part("too_late", "risk", round_half_up((owed.goods + owed.shipping - owed.tax) * share.value), (share,)))
    return [*found, _future(min(Fraction(1), Fraction(lost) + Fraction(lost_back) + (_LATE if late else 0)), basis)]


def _future(lost: Fraction, basis: Basis) -> Part:
    """The margin of what this customer would have bought within a year, times the share of customers that such a way loses."""
    goods, again, owed = basis.get("goods"), basis.get("buys_again"), basis.owed
    paid = basis.values.get("customer.lifetime_value")
    so_far = (
        basis.get("paid_so_far") if paid else Figure("paid_so_far", owed.goods, "money", "this order: what was paid for the line", "fact")
    )
    margin = max(Fraction(0), 1 - Fraction(goods.value, max(1, owed.goods)))
    share = Figure("customers_lost", lost, "share", "default: our own assumption; nobody has measured it here")
    return Part("future_margin", "risk", round_half_up(so_far.value * again.value * margin * lost), (so_far, again, share))


def _minutes(way: Way, basis: Basis) -> list[Figure]:
    name = "refuse" if way.remedy == "none" else "keep" if way.ship_back == "none" else way.ship_back
    return [basis.get(f"minutes_{name}")] + ([basis.get("minutes_new")] if way.remedy in NEW_ONES else [])


def _disputed(basis: Basis) -> list[Part]:
    """Nothing is taken back, and the bank takes the whole payment: the goods are gone, the fee comes on top, and nobody asks the supplier in time."""
    owed, goods, fee = basis.owed, basis.get("goods"), basis.get("dispute_fee")
    whole = owed.goods + max(owed.shipping, basis.values.get("order.outbound_shipping") or 0)
    return [
        Part("goods", "direct", goods.value, (goods,)),
        Part("dispute_fee", "direct", fee.value, (fee,)),
        Part("profit_undone", "sale", whole - owed.tax - goods.value, ()),
        _future(_DISPUTED, basis),
    ]
