"""What a piece that comes back is still worth, and what mending it costs. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from makegood.apps.hubs.pricing import minor_on
from makegood.apps.inspection.proposing import Worth
from makegood.kernel.money import round_half_up
from makegood.policy.economics.figures import figures_for

_LIQUIDATED = Fraction("0.25")  # of what sound stock is worth; our own assumption, nobody has measured it here


@dataclass(frozen=True, slots=True)
class Pricing:
    """`prices`: rows of HubPrice; `hub_id` of the hub where the piece lies, None for the shop's own hands."""

    prices: Any
    hub_id: int | None
    day: date
    currency: str

    def of(self, act: str, quantity: int = 1) -> int | None:
        return None if self.hub_id is None else minor_on(self.prices, self.hub_id, act, self.day, self.currency, quantity)


def worth_of(item: Any, agreement: Any, pricing: Pricing) -> Worth:
    """Of one piece, in the shop's currency; what is not known is None. `item`: the order's line."""
    shares = figures_for(pricing.currency)
    sound = item.resale_minor
    if sound is None and item.cost_minor is not None:
        sound = round_half_up(item.cost_minor * shares["resale"].value)
    return Worth(
        sound=sound,
        refurbish=pricing.of("refurbish"),
        liquidated=None if sound is None else round_half_up(sound * _LIQUIDATED),
        supplier=supplier_gives(item, agreement, shares["supplier_takes_back"].value),
        currency=pricing.currency,
    )


def supplier_gives(item: Any, agreement: Any, share: Fraction) -> int | None:
    """What the supplier is expected to give for a piece that goes back to it, less its restocking fee; None where it is not known to take any."""
    terms = ((agreement.terms.get("returns") or {}) if agreement is not None else {}) or {}
    if item.cost_minor is None or terms.get("accepted") is not True:
        return None
    fee = Fraction(terms.get("restocking_fee_percent") or 0, 100)
    return max(0, round_half_up(item.cost_minor * (share - fee)))
