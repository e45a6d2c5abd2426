"""Amounts as PayPal writes them: decimal strings (developer.paypal.com/api/rest/reference/currency-codes, read in November 2026).

HUF, JPY and TWD are written without decimals, also where ISO 4217 gives them some.
"""

from typing import Any

from makegood.kernel.currency import exponent
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal

WHOLE = ("HUF", "JPY", "TWD")


def to_paypal(minor: int, currency: str) -> str | None:
    """None where PayPal has no way to write it."""
    if currency not in WHOLE:
        return text_from_minor(minor, currency)
    whole, rest = divmod(minor, 10 ** exponent(currency))
    return None if rest else str(whole)


def from_paypal(money: Any) -> tuple[int, str] | None:
    """(minor units, currency) of {"value", "currency_code"}; None where it can't be read."""
    try:
        value, currency = str(money["value"]), str(money["currency_code"])
        if "." in value:
            value = value.rstrip("0").rstrip(".")
        return minor_from_text(value, currency), currency
    except (KeyError, TypeError, Refusal):
        return None
