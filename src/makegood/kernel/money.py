"""Amounts: integer minor units with a currency."""

import re
from dataclasses import dataclass
from fractions import Fraction

from makegood.kernel.currency import exponent
from makegood.kernel.refusal import Refusal

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?\Z", re.ASCII)


def minor_from_text(text: object, currency: str) -> int:
    """Minor units of a decimal string such as "96.67".

    Refuses `bad_input` where `text` is no decimal string or has more decimals than the currency.
    """
    if not isinstance(text, str) or not _DECIMAL.match(text):
        raise Refusal("bad_input", f"{text!r} is no amount.", 'Write amounts as decimal strings, such as "96.67".')
    places = exponent(currency)
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _, part = digits.partition(".")
    if len(part) > places:
        raise Refusal("bad_input", f"{text} has more decimals than {currency}.", f"{currency} has {places} decimals.")
    return sign * int(whole + part.ljust(places, "0"))


def text_from_minor(minor: int, currency: str) -> str:
    """The decimal string of `minor` in the currency's own precision: 9667 EUR is "96.67", 333 JPY is "333"."""
    places = exponent(currency)
    if not places:
        return str(minor)
    digits = str(abs(minor)).rjust(places + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def round_half_up(value: Fraction) -> int:
    """The nearest integer, halves away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount: `minor` units of `currency`. Sums of two currencies refuse `currency_mismatch`."""

    currency: str
    minor: int

    @classmethod
    def parse(cls, text: object, currency: str) -> "Money":
        return cls(currency, minor_from_text(text, currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise Refusal(
                "currency_mismatch", f"{self.currency} and {other.currency} can't be added.", "Convert first, and say at which rate."
            )

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.currency, self.minor + other.minor)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.currency, self.minor - other.minor)

    def __neg__(self) -> "Money":
        return Money(self.currency, -self.minor)

    def __str__(self) -> str:
        return f"{text_from_minor(self.minor, self.currency)} {self.currency}"

    def as_json(self) -> dict[str, str]:
        """`{"amount": "96.67", "currency": "EUR"}`, as the API shows money."""
        return {"amount": text_from_minor(self.minor, self.currency), "currency": self.currency}
