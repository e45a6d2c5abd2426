"""What a line's costs are reckoned from: its facts where they are known, otherwise the shop's own history or a default, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from makegood.kernel.currency import exponent
from makegood.kernel.money import minor_from_text, round_half_up
from makegood.kernel.refusal import Refusal
from makegood.policy.decision import Decision
from makegood.policy.economics.figures import Figure, fact
from makegood.policy.offer_money import OfferMoney, quote_refund, refund_ask


@dataclass(frozen=True, slots=True)
class Owed:
    """What a full refund of the line gives back, in minor units of the policy's currency, before fees; `tax` is in `goods` and `shipping`.

    `shipping`: what goes back of the postage that the customer paid. The tax comes back from the tax office.
    """

    goods: int
    shipping: int
    tax: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """`values`: the facts by dotted name, amounts in minor units. `get` names the figure that is used and where it comes from."""

    decision: Decision
    values: Mapping[str, Any]
    figures: Mapping[str, Figure]
    owed: Owed
    quantity: int
    new_by: date | None
    """The day on which a new one would be with the customer; None where nobody knows."""

    def get(self, name: str) -> Figure:
        """Refuses `cost_unknown` where there is neither a fact nor a default (a currency whose size is not known here)."""
        known = self._fact(name)
        found = known if known is not None else self.figures.get(name)
        if found is None:
            raise Refusal(
                "cost_unknown",
                f"What {name.replace('_', ' ')} costs in {self.decision.currency} is not known.",
                "Give the facts that name it: item.cost, carriage.return_cost, hub.cost.",
                status=422,
            )
        return found

    def _fact(self, name: str) -> Figure | None:
        source, unit, times = _FACTS.get(name, ("", "", False))
        value = self.values.get(source)
        if value is None or (name == "first_way" and not value):
            return self._worked_out(name)
        return fact(name, value * (self.quantity if times else 1), unit, source)

    def _worked_out(self, name: str) -> Figure | None:
        """Figures that follow from others."""
        if name == "first_way":
            return None if "carriage_out" not in self.figures else _named(self.figures["carriage_out"], name)
        if name == "production":
            return _named(self.get("goods"), name)
        if name == "goods":
            share = self.figures["goods_of_price"]
            return Figure(name, round_half_up(self.owed.goods * share.value), "money", share.source, share.origin, share.count, share.since)
        return None


# figure -> (fact, unit, once for each unit of the line)
_FACTS = {
    "goods": ("item.cost", "money", True),
    "production": ("item.production_cost", "money", True),
    "resale_amount": ("item.resale_value", "money", True),
    "first_way": ("order.outbound_shipping", "money", False),
    "hub_fee": ("hub.cost", "money", False),
    "carriage_back_hub": ("carriage.return_cost", "money", False),
    "carriage_back_shop": ("carriage.return_cost", "money", False),
    "recovery": ("supplier.expected_recovery", "share", False),
    "paid_so_far": ("customer.lifetime_value", "money", False),
}


def _named(figure: Figure, name: str) -> Figure:
    return Figure(name, figure.value, figure.unit, figure.source, figure.origin, figure.count, figure.since)


_AMOUNTS = (
    "item.price", "item.cost", "item.production_cost", "item.resale_value", "case.value", "order.outbound_shipping", "hub.cost",
    "carriage.return_cost", "customer.lifetime_value",
)  # fmt: skip
_MOST_DAYS = 3650


def check_values(values: Mapping[str, Any]) -> None:
    """Refuses `bad_input`: an amount below zero, no piece at all, a share above one, years to make a thing. Such facts have no cost."""
    wrong = [name for name in _AMOUNTS if values.get(name, 0) < 0]
    wrong += [] if values.get("case.quantity", 1) >= 1 else ["case.quantity"]
    wrong += [] if 0 <= values.get("supplier.expected_recovery", 0) <= 1 else ["supplier.expected_recovery"]
    wrong += [] if 0 <= values.get("item.production_days", 0) <= _MOST_DAYS else ["item.production_days"]
    if wrong:
        raise Refusal("bad_input", f"{wrong[0]} can't be so.", "See the list of facts.", status=400, field=wrong[0])


def owed_of(decision: Decision, values: Mapping[str, Any]) -> Owed:
    """As far as the facts tell it (no tax is among them). Refuses `price_unknown`."""
    quantity = values.get("case.quantity") or 1
    price = values.get("item.price")
    goods = price * quantity if price is not None else values.get("case.value")
    if goods is None:
        raise Refusal("price_unknown", "Nobody knows what was paid for it.", "Give item.price, or case.value.", status=422)
    postage = values.get("order.outbound_shipping") or 0
    return Owed(goods, postage if decision.slots["refund_outbound_shipping"] else 0)


def owed_of_money(decision: Decision, money: OfferMoney) -> Owed:
    """From what the order really paid, with its tax and less what was refunded before, at the rate of the order's day."""
    quote = quote_refund(money.order, refund_ask(decision, money))
    scale = Fraction(10 ** exponent(decision.currency), 10 ** exponent(quote.currency)) * Fraction(money.shop_rate)

    def own(minor: int) -> int:
        return round_half_up(minor * scale)

    taxes = sum(line.tax for line in quote.lines) + quote.shipping[1]
    return Owed(own(sum(line.gross for line in quote.lines)), own(quote.shipping[0]), own(taxes))


def kept_of(basis: Basis) -> int:
    """What the shop keeps of a refund for the way back and the restocking, where the goods do come back."""
    kept = 0
    for slot in ("return_fee", "restocking_fee"):
        fee = basis.decision.slots.get(slot)
        if isinstance(fee, dict):
            kept += round_half_up(Fraction(basis.owed.goods * int(fee["percent"]), 100))
        elif fee is not None:
            kept += minor_from_text(fee, basis.decision.currency)
    return min(kept, basis.owed.goods + basis.owed.shipping)
