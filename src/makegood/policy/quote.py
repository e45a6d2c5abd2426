"""The money of a return, as a pure function (contract: `refund quote`).

Guarantees: the parts of a line add up to what was paid for it, in whatever order and portions they are refunded; nothing gives
more than is left; total = what the payments give + what none of them covers.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from makegood.kernel.money import round_half_up, text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.policy.quote_input import AskedLine, QuoteInput, Refunded, bad, read_input
from makegood.policy.quote_payments import left_of_payments, shared_out
from makegood.policy.spread import spread


@dataclass(slots=True)
class _Part:
    """What was paid for a line or for shipping, and what of it is left. Amounts in minor units."""

    gross: int
    tax: int
    rate: str
    quantity: int = 0
    units_given: int = 0
    given: int = 0
    tax_left: int = field(init=False)

    def __post_init__(self) -> None:
        self.tax_left = self.tax

    @property
    def left(self) -> int:
        return max(0, self.gross - self.given)

    def give(self, amount: int, units: int = 0) -> int:
        """Take `amount` off what is left and return the tax in it: tax left x amount / gross left, half up."""
        left = self.left
        tax = self.tax_left if amount >= left else round_half_up(Fraction(self.tax_left * amount, left))
        self.tax_left -= tax
        self.given += amount
        self.units_given += units
        return tax

    def worth_of(self, units: int) -> int:
        """The next `units`: round(gross x k / quantity) less what the earlier ones got, never below zero."""
        upto = round_half_up(Fraction(self.gross * (self.units_given + units), self.quantity))
        return min(max(0, upto - self.given), self.left)


@dataclass(frozen=True, slots=True)
class QuotedLine:
    id: str
    quantity: int
    gross: int
    tax: int
    rate: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The answer, in minor units. `left` maps a line to (units, gross) left; fees are (kind, really kept)."""

    currency: str
    lines: tuple[QuotedLine, ...]
    shipping: tuple[int, int, str]
    duties: int
    fees: tuple[tuple[str, int], ...]
    total: int
    by_payment: tuple[tuple[str, int], ...]
    uncovered: int
    left: dict[str, tuple[int, int]]
    shipping_left: int
    duties_left: int | None

    @property
    def goods(self) -> int:
        return sum(line.gross for line in self.lines)


@lru_cache(maxsize=256)
def _rate(text: str) -> Fraction:
    return Fraction(text)


def _taxed(base: int, rate: str, included: bool) -> _Part:
    """Tax on top: round(net x rate). Tax inside: round(gross x rate / (1 + rate))."""
    share = _rate(rate)
    if included:
        return _Part(base, round_half_up(base * share / (1 + share)), rate)
    tax = round_half_up(base * share)
    return _Part(base + tax, tax, rate)


def _sold(given: QuoteInput) -> tuple[dict[str, _Part], _Part, _Part]:
    """What was paid for each line (after its own and its share of the order's discount), for shipping and for duties."""
    bases = [line.unit_price * line.quantity - line.discount for line in given.lines]
    lines = {}
    for line, base, share in zip(given.lines, bases, spread(given.order_discount, bases), strict=True):
        part = _taxed(base - share, line.tax_rate, given.prices_include_tax)
        part.quantity = line.quantity
        lines[line.id] = part
    shipping = _taxed(given.shipping_price - given.shipping_discount, given.shipping_tax_rate, given.prices_include_tax)
    return lines, shipping, _Part(given.duties, 0, "0")


def _take_earlier(rows: tuple[Refunded, ...], lines: dict[str, _Part], shipping: _Part, duties: _Part) -> None:
    for row in rows:
        if row.part == "line":
            if row.line not in lines:
                raise _unknown(row.line)
            lines[row.line].give(row.amount, row.quantity)
        elif row.part == "shipping":
            shipping.give(row.amount)
        elif row.part == "duties":
            duties.give(row.amount)


def _unknown(name: str) -> Refusal:
    return Refusal("unknown_line", f"The order has no line {name}.", "Name a line of the order.")


def _merged(asked: tuple[AskedLine, ...]) -> list[AskedLine]:
    """The same line asked twice is one line."""
    found: dict[str, AskedLine] = {}
    for line in asked:
        first = found.get(line.id)
        if first is None:
            found[line.id] = line
        elif (first.amount is None) != (line.amount is None):
            raise bad(f"Line {line.id} is asked by quantity and by amount.")
        elif first.amount is None:
            found[line.id] = AskedLine(line.id, first.quantity + line.quantity)
        else:
            found[line.id] = AskedLine(line.id, 0, first.amount + (line.amount or 0))
    return list(found.values())


def _ask_line(asked: AskedLine, part: _Part) -> QuotedLine:
    if asked.amount is None:
        if asked.quantity > part.quantity - part.units_given:
            left = max(0, part.quantity - part.units_given)
            raise Refusal(
                "quantity_exceeds_left", f"Line {asked.id} has {left} units left, {asked.quantity} are asked.", "Ask for what is left."
            )
        gross = part.worth_of(asked.quantity)
    else:
        gross = asked.amount
        if gross > part.left:
            raise Refusal("amount_exceeds_left", f"More is asked of line {asked.id} than is left of it.", "Ask for what is left.")
    return QuotedLine(asked.id, asked.quantity, gross, part.give(gross, asked.quantity), part.rate)


def _ask_part(ask: str | int, part: _Part, what: str) -> int:
    if ask == "none":
        return 0
    if what == "shipping" and part.gross > 0 and part.left == 0:
        raise Refusal("shipping_already_refunded", "All of the shipping went back already.", "Ask without shipping.")
    amount = part.left if isinstance(ask, str) else ask
    if amount > part.left:
        raise Refusal("amount_exceeds_left", f"More is asked of {what} than is left of it.", "Ask for what is left.")
    return amount


def _keep_fees(given: QuoteInput, goods: int, shipping: int) -> tuple[tuple[str, int], ...]:
    """Fees in order, from goods and shipping together, while anything is left."""
    left, kept = goods + shipping, []
    for fee in given.ask_fees:
        wanted = fee.amount if fee.percent is None else round_half_up(goods * fee.percent / 100)
        kept.append((fee.kind, min(wanted, left)))
        left -= kept[-1][1]
    return tuple(kept)


def left_over(given: QuoteInput) -> tuple[dict[str, tuple[int, int]], int]:
    """({line: (units, gross) left}, delivery left) after all earlier refunds, whatever is asked. Minor units."""
    lines, shipping, duties = _sold(given)
    _take_earlier(given.refunded, lines, shipping, duties)
    return {name: (max(0, part.quantity - part.units_given), part.left) for name, part in lines.items()}, shipping.left


def compute(given: QuoteInput) -> Quote:
    """Work out one quote. Refuses quantity_exceeds_left, amount_exceeds_left, nothing_asked, shipping_already_refunded, unknown_line."""
    lines, shipping, duties = _sold(given)
    order_total = sum(part.gross for part in lines.values()) + shipping.gross + duties.gross
    _take_earlier(given.refunded, lines, shipping, duties)
    asked = _merged(given.ask_lines)
    for line in asked:
        if line.id not in lines:
            raise _unknown(line.id)
    no_shipping = given.ask_shipping == "none" or (given.ask_shipping == "all" and shipping.gross == 0)
    no_duties = given.ask_duties == "none" or (given.ask_duties == "all" and duties.gross == 0)
    if not asked and no_shipping and no_duties:
        raise Refusal("nothing_asked", "Nothing is asked.", "Name a line, shipping or duties.")
    quoted = tuple(_ask_line(line, lines[line.id]) for line in asked)
    shipping_gross = _ask_part(given.ask_shipping, shipping, "shipping")
    shipping_tax = shipping.give(shipping_gross) if shipping_gross else 0
    duties_gross = _ask_part(given.ask_duties, duties, "duties")
    duties.give(duties_gross)
    goods = sum(line.gross for line in quoted)
    fees = _keep_fees(given, goods, shipping_gross)
    total = goods + shipping_gross - sum(amount for _, amount in fees) + duties_gross
    by_payment, uncovered = shared_out(total, left_of_payments(given, order_total))
    return Quote(
        currency=given.currency,
        lines=quoted,
        shipping=(shipping_gross, shipping_tax, shipping.rate),
        duties=duties_gross,
        fees=fees,
        total=total,
        by_payment=by_payment,
        uncovered=uncovered,
        left={name: (max(0, part.quantity - part.units_given), part.left) for name, part in lines.items()},
        shipping_left=shipping.left,
        duties_left=duties.left if given.duties or given.ask_duties != "none" else None,
    )


def as_json(quote: Quote) -> dict[str, Any]:
    """The contract's answer: amounts as decimal strings."""

    def text(minor: int) -> str:
        return text_from_minor(minor, quote.currency)

    taxes: dict[Fraction, tuple[str, int]] = {}
    rows = [(line.rate, line.tax) for line in quote.lines] + ([(quote.shipping[2], quote.shipping[1])] if quote.shipping[0] else [])
    for rate, tax in rows:
        spelling, sum_so_far = taxes.get(_rate(rate), (rate, 0))
        taxes[_rate(rate)] = (spelling, sum_so_far + tax)
    left: dict[str, Any] = {name: {"quantity": units, "gross": text(gross)} for name, (units, gross) in quote.left.items()}
    left["shipping"] = text(quote.shipping_left)
    left["order"] = text(sum(gross for _, gross in quote.left.values()) + quote.shipping_left)
    answer: dict[str, Any] = {
        "lines": [
            {"id": line.id, "quantity": line.quantity, "net": text(line.gross - line.tax), "tax": text(line.tax), "gross": text(line.gross)}
            for line in quote.lines
        ],
        "shipping": {"net": text(quote.shipping[0] - quote.shipping[1]), "tax": text(quote.shipping[1]), "gross": text(quote.shipping[0])},
        "tax_by_rate": {spelling: text(tax) for spelling, tax in taxes.values()},
        "fees": [{"kind": kind, "amount": text(amount)} for kind, amount in quote.fees],
        "total": text(quote.total),
        "by_payment": [{"id": name, "amount": text(amount)} for name, amount in quote.by_payment],
        "uncovered": text(quote.uncovered),
        "left_after": left,
    }
    if quote.duties_left is not None:
        answer["duties"] = text(quote.duties)
        if "duties" not in quote.left:
            left["duties"] = text(quote.duties_left)
    return answer


def quote(document: Any) -> dict[str, Any]:
    """The contract's JSON in, the contract's JSON out; raises Refusal."""
    return as_json(compute(read_input(document)))
