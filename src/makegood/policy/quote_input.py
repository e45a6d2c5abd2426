"""The question of a refund quote: what was sold, what went back already, what is asked. Amounts in minor units."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from makegood.kernel.currency import is_known
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """`unit_price` and `discount` (the whole line's) net or gross as the order says; `tax_rate` as it was written."""

    id: str
    quantity: int
    unit_price: int
    discount: int
    tax_rate: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """An earlier refund. `part` is line, shipping, duties, fee or payment (nothing but money off a payment)."""

    part: str
    amount: int
    line: str = ""
    quantity: int = 0
    payment: str | None = None


@dataclass(frozen=True, slots=True)
class AskedLine:
    """Units, or an amount (then `quantity` is 0)."""

    id: str
    quantity: int = 0
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    kind: str
    amount: int = 0
    percent: Fraction | None = None


@dataclass(frozen=True, slots=True)
class QuoteInput:
    """`payments` is (id, amount) in the order of use, None: one of the order's total. `ask_shipping`, `ask_duties`: none, all or an amount."""

    currency: str
    prices_include_tax: bool
    lines: tuple[SoldLine, ...]
    order_discount: int
    shipping_price: int
    shipping_discount: int
    shipping_tax_rate: str
    ask_lines: tuple[AskedLine, ...]
    ask_shipping: str | int = "none"
    ask_fees: tuple[Fee, ...] = ()
    payments: tuple[tuple[str, int], ...] | None = None
    refunded: tuple[Refunded, ...] = ()
    duties: int = 0
    ask_duties: str | int = "none"


def bad(message: str) -> Refusal:
    return Refusal("bad_input", message, "See the contract of `refund quote` for the form of its input.", status=400)


def _field(of: Mapping[str, Any], name: str, where: str) -> Any:
    if name not in of:
        raise bad(f"{where} lacks {name}.")
    return of[name]


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise bad(f"{where} is no JSON object.")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise bad(f"{where} is no list.")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise bad(f"{where} is no text.")
    return value


def _whole(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad(f"{where} is no whole number.")
    return value


def _number(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _NUMBER.match(value):
        raise bad(f"{where} is no decimal string.")
    return value


class _Reader:
    """Reads one document in its own currency."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.currency = _field(document, "currency", "The order")
        if not is_known(self.currency):
            raise bad(f"{self.currency!r} is no currency.")

    def money(self, value: Any, where: str) -> int:
        try:
            return minor_from_text(value, self.currency)
        except Refusal as refusal:
            raise bad(f"{where}: {refusal.message}") from None

    def owed(self, of: Mapping[str, Any], name: str, where: str) -> int:
        """An amount that may not be negative."""
        amount = self.money(_field(of, name, where), f"{where}: {name}")
        if amount < 0:
            raise bad(f"{where}: {name} is negative.")
        return amount

    def same_currency(self, of: Mapping[str, Any]) -> None:
        if of.get("currency", self.currency) != self.currency:
            raise Refusal(
                "currency_mismatch", f"{of['currency']} was asked of an order in {self.currency}.", "Ask in the order's currency."
            )

    def asked(self, value: Any, where: str) -> int:
        amount = self.money(value, where)
        if amount <= 0:
            raise Refusal("amount_not_positive", f"{where} is not more than zero.", "Ask for an amount above zero, or leave it out.")
        return amount

    def part(self, value: Any, where: str) -> str | int:
        return value if value in ("none", "all") and isinstance(value, str) else self.asked(value, where)

    def line(self, value: Any) -> SoldLine:
        of = _object(value, "A line")
        name = _text(_field(of, "id", "A line"), "A line's id")
        if name in ("shipping", "order"):
            raise bad(f"A line may not be called {name}.")
        quantity = _whole(_field(of, "quantity", f"Line {name}"), f"Line {name}: quantity")
        if quantity < 1:
            raise bad(f"Line {name}: quantity is less than one.")
        price, discount = self.owed(of, "unit_price", f"Line {name}"), self.owed(of, "discount", f"Line {name}")
        if discount > price * quantity:
            raise bad(f"Line {name}: its discount is more than its price.")
        return SoldLine(name, quantity, price, discount, _number(_field(of, "tax_rate", f"Line {name}"), f"Line {name}: tax_rate"))

    def refunded(self, value: Any) -> Refunded:
        of = _object(value, "A row of refunded")
        self.same_currency(of)
        if not all(of.get(part) is None or isinstance(of[part], bool) for part in ("shipping", "duties")):
            raise bad("A row of refunded: shipping and duties are true or left out.")
        if not all(of.get(part) is None or isinstance(of[part], str) for part in ("line", "fee")):
            raise bad("A row of refunded: line and fee are texts or left out.")
        kinds = [kind for kind in ("line", "shipping", "duties", "fee") if of.get(kind) not in (None, False)]
        if len(kinds) > 1:
            raise bad("A row of refunded is of several parts.")
        part = kinds[0] if kinds else "payment"
        payment = None if of.get("payment") is None else _text(of["payment"], "refunded: payment")
        amount = self.owed(of, "amount", "A row of refunded")
        quantity = _whole(of.get("quantity", 0), "refunded: quantity") if part == "line" else 0
        if quantity < 0:
            raise bad("refunded: quantity is negative.")
        return Refunded(part, amount, _text(of["line"], "refunded: line") if part == "line" else "", quantity, payment)

    def asked_line(self, value: Any) -> AskedLine:
        of = _object(value, "An asked line")
        self.same_currency(of)
        name = _text(_field(of, "id", "An asked line"), "An asked line's id")
        if ("quantity" in of) == ("amount" in of):
            raise bad(f"Asked line {name} needs either a quantity or an amount.")
        if "amount" in of:
            return AskedLine(name, 0, self.asked(of["amount"], f"Asked line {name}: amount"))
        quantity = _whole(of["quantity"], f"Asked line {name}: quantity")
        if quantity < 1:
            raise Refusal(
                "amount_not_positive", f"Asked line {name}: less than one unit is asked.", "Ask for one unit or more, or leave it out."
            )
        return AskedLine(name, quantity)

    def fee(self, value: Any) -> Fee:
        of = _object(value, "A fee")
        kind = _text(_field(of, "kind", "A fee"), "A fee's kind")
        if ("percent" in of) == ("amount" in of):
            raise bad(f"Fee {kind} needs either an amount or a percent.")
        if "percent" in of:
            return Fee(kind, 0, Fraction(_number(of["percent"], f"Fee {kind}: percent")))
        return Fee(kind, self.owed(of, "amount", f"Fee {kind}"))

    def payment(self, value: Any) -> tuple[str, int]:
        of = _object(value, "A payment")
        self.same_currency(of)
        return _text(_field(of, "id", "A payment"), "A payment's id"), self.owed(of, "amount", "A payment")


def _once(names: list[str], what: str) -> None:
    if len(set(names)) != len(names):
        raise bad(f"Two {what} have the same id.")


def read_input(document: Any) -> QuoteInput:
    """Check the contract's JSON and turn it into minor units. Refuses bad_input, amount_not_positive, currency_mismatch."""
    of = _object(document, "The input")
    read = _Reader(of)
    include = _field(of, "prices_include_tax", "The order")
    if not isinstance(include, bool):
        raise bad("prices_include_tax is neither true nor false.")
    shipping = _object(_field(of, "shipping", "The order"), "shipping")
    ask = _object(_field(of, "ask", "The input"), "ask")
    lines = tuple(read.line(line) for line in _list(_field(of, "lines", "The order"), "lines"))
    payments = None if of.get("payments") is None else tuple(read.payment(row) for row in _list(of["payments"], "payments"))
    price, discount = read.owed(shipping, "price", "shipping"), read.owed(shipping, "discount", "shipping")
    order_discount = read.owed(of, "order_discount", "The order")
    if discount > price:
        raise bad("shipping: its discount is more than its price.")
    if order_discount > sum(line.unit_price * line.quantity - line.discount for line in lines):
        raise bad("order_discount is more than the goods cost.")
    _once([line.id for line in lines], "lines")
    _once([name for name, _ in payments or ()], "payments")
    read.same_currency(ask)
    return QuoteInput(
        currency=read.currency,
        prices_include_tax=include,
        lines=lines,
        order_discount=order_discount,
        shipping_price=price,
        shipping_discount=discount,
        shipping_tax_rate=_number(_field(shipping, "tax_rate", "shipping"), "shipping: tax_rate"),
        ask_lines=tuple(read.asked_line(line) for line in _list(_field(ask, "lines", "ask"), "ask.lines")),
        ask_shipping=read.part(ask.get("shipping", "none"), "ask.shipping"),
        ask_fees=tuple(read.fee(fee) for fee in _list([] if ask.get("fees") is None else ask["fees"], "ask.fees")),
        payments=payments,
        refunded=tuple(read.refunded(row) for row in _list([] if of.get("refunded") is None else of["refunded"], "refunded")),
        duties=read.owed(of, "duties", "The order") if of.get("duties") is not None else 0,
        ask_duties=read.part("none" if ask.get("duties") is None else ask["duties"], "ask.duties"),
    )
