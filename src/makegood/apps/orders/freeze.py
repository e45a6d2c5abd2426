"""What each line cost, frozen: shares that add up to what was paid. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from makegood.apps.orders.ports import OrderFacts
from makegood.kernel.money import round_half_up
from makegood.kernel.refusal import Refusal
from makegood.policy.spread import spread


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """Minor units; `gross` is what was paid for the line, tax included."""

    order_discount: int
    tax: int
    gross: int
    shipping_share: int


@dataclass(frozen=True, slots=True)
class Frozen:
    lines: tuple[FrozenLine, ...]
    goods: int
    shipping_tax: int
    tax: int
    total: int


def _tax(base: int, rate: str, included: bool) -> int:
    if not base or rate == "0":
        return 0
    share = Fraction(rate)
    return round_half_up(base * share / (1 + share)) if included else round_half_up(base * share)


def freeze(facts: OrderFacts) -> Frozen:
    """The order's discount by price after line discounts, largest remainder first; the source's own tax where it names one.

    Refuses `no_lines`, `quantity_not_positive`, `discount_exceeds_price`, `amount_negative`.
    """
    if not facts.lines:
        raise Refusal("no_lines", "The order has no lines.", "Check the source.")
    bases = []
    for line in facts.lines:
        if line.quantity < 1:
            raise Refusal("quantity_not_positive", f"{line.sku}: {line.quantity} pieces were sold.", "Check the row.")
        whole = line.total_minor if line.total_minor is not None else line.unit_price_minor * line.quantity
        if line.unit_price_minor < 0 or whole < 0:
            raise Refusal("amount_negative", f"{line.sku}: the price is negative.", "Check the row.")
        if not 0 <= line.discount_minor <= whole:
            raise Refusal("discount_exceeds_price", f"{line.sku}: the discount is more than the price.", "Check the row.")
        bases.append(whole - line.discount_minor)
    if not 0 <= facts.order_discount_minor <= sum(bases):
        raise Refusal("discount_exceeds_price", "The order's discount is more than its goods.", "Check the order.")
    shipping = facts.shipping_minor - facts.shipping_discount_minor
    if facts.shipping_discount_minor < 0 or shipping < 0 or facts.duties_minor < 0:
        raise Refusal("amount_negative", "Shipping or duties are negative.", "Check the order.")
    shares, included = spread(facts.order_discount_minor, bases), facts.prices_include_tax
    afters = [base - share for base, share in zip(bases, shares, strict=True)]
    taxes = [
        line.tax_minor if line.tax_minor is not None else _tax(after, line.tax_rate, included)
        for line, after in zip(facts.lines, afters, strict=True)
    ]
    shipping_tax = facts.shipping_tax_minor if facts.shipping_tax_minor is not None else _tax(shipping, facts.shipping_tax_rate, included)
    shipping_gross = shipping if included else shipping + shipping_tax
    grosses = [after if included else after + tax for after, tax in zip(afters, taxes, strict=True)]
    lines = tuple(
        FrozenLine(share, tax, gross, part)
        for share, tax, gross, part in zip(shares, taxes, grosses, spread(shipping_gross, grosses), strict=True)
    )
    total = sum(grosses) + shipping_gross + facts.duties_minor
    return Frozen(lines, sum(grosses), shipping_tax, sum(taxes) + shipping_tax, total)
