"""The numbers that costs are reckoned with: each has a value, a unit and a source. What nobody measured is a documented default, and says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from makegood.kernel.currency import exponent
from makegood.kernel.money import round_half_up, text_from_minor

ENOUGH = 30
"""Before so many cases of its own a share says nothing about a shop (faces.md, screen d): defaults stand."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` by `unit`: money (minor units of the policy's currency, an int), minutes, days, times (an int), share (a Fraction of 1).

    `origin`: fact (of this order), shop (measured in the shop's own history: `count` of what, since the day `since`) or default.
    """

    name: str
    value: Any
    unit: str
    source: str
    origin: str = "default"
    count: int = 0
    since: str = ""

    def as_json(self, currency: str) -> dict[str, Any]:
        """Money as a decimal string, a share as a decimal of four places."""
        value = self.value
        if self.unit == "money":
            value = text_from_minor(value, currency)
        elif self.unit == "share":
            value = f"{float(value):.4f}".rstrip("0").rstrip(".")
        return {"name": self.name, "value": value, "unit": self.unit, "origin": self.origin, "source": self.source}


def measured(name: str, value: Any, unit: str, *, what: str, count: int, since: str) -> Figure:
    """A figure of the shop's own history: `count` of `what` since a day."""
    return Figure(name, value, unit, f"measured: {count} {what} since {since}", "shop", count, since)


def fact(name: str, value: Any, unit: str, source: str) -> Figure:
    return Figure(name, value, unit, f"this order: {source}", "fact")


_TABLE = "a practitioner's table of four ways to handle a return (promise.md, section 4)"
_OURS = "our own assumption; nobody has measured it here"

# name -> (amount in USD, source)
_MONEY: dict[str, tuple[str, str]] = {
    "carriage_back_hub": ("4.50", f"a small parcel inside one country; with the hub's fee it makes the 5 to 10 USD of {_TABLE}"),
    "carriage_back_shop": ("6.00", "a small parcel inside one country at a counter; " + _OURS),
    "carriage_back_supplier": ("25.00", f"inside the 15 to 40 USD of a parcel to a supplier overseas in {_TABLE}"),
    "carriage_out": ("5.00", "a small parcel to the customer; " + _OURS),
    "hub_fee": ("3.00", f"receiving and looking; with the way there it makes the 5 to 10 USD of {_TABLE}"),
    "dispute_fee": ("25.00", _TABLE),
    "hour": ("25.00", "an hour of whoever answers, with what an employer pays on top; " + _OURS),
    "payment_fee_fixed": ("0.30", "list price of a large card processor in the US, 2025; not given back on a refund"),
}  # fmt: skip
_MINUTES: dict[str, tuple[int, str]] = {
    "minutes_keep": (10, f"keep it, refund: 10 minutes in {_TABLE}"),
    "minutes_hub": (20, f"to a local hub, automated: 15 to 30 minutes in {_TABLE}"),
    "minutes_shop": (40, "unpacking and looking oneself; " + _OURS),
    "minutes_supplier": (90, f"to a supplier overseas: 60 to 120 minutes in {_TABLE}"),
    "minutes_new": (5, "ordering the new one; " + _OURS),
    "minutes_refuse": (15, "a letter that says no and why; " + _OURS),
    "minutes_dispute": (240, f"no returns, card dispute: 3 to 5 hours in {_TABLE}"),
}
_SHARES: dict[str, tuple[str, str]] = {
    "goods_of_price": ("0.40", "the goods' cost of what was paid, where the item's own cost is not known; " + _OURS),
    "repair_of_goods": ("0.50", "a repair of what a new one costs to buy; " + _OURS),
    "resale": ("0.80", "of what sound stock costs, once it is back on the shelf; " + _OURS),
    "supplier_takes_back": ("0.50", "of the goods' cost, where the supplier takes goods back; " + _OURS),
    "recovery": ("0.50", "of the goods' cost that a supplier credits who covers this and is asked in time; " + _OURS),
    "payment_fee": ("0.029", "list price of a large card processor in the US, 2025; not given back on a refund"),
    "dispute": ("0.005", "of cases that end with a refund, a card dispute all the same; " + _OURS),
    "partial": ("0.30", "of the price, where the policy names no part; " + _OURS),
    "discount_used": ("0.30", "of discounts for a next order are used; " + _OURS),
    "extra_taken": ("0.30", "of customers whom the law gives more take a smaller extra instead; the others use their right; " + _OURS),
    "late_refund": ("0.80", "of customers want their money back when a thing comes after the day it was for; " + _OURS),
    "buys_again": ("0.30", "of what a customer has paid so far comes again within a year; " + _OURS),
}
_DAYS: dict[str, tuple[int, str]] = {"carriage_days": (5, "working days on the way to the customer; " + _OURS)}

# Units for a dollar, rounded: they give a default its size in another currency and are used for nothing else.
_FOR_A_DOLLAR = {
    "USD": "1", "EUR": "0.9", "GBP": "0.8", "CHF": "0.85", "CAD": "1.4", "AUD": "1.5", "NZD": "1.7", "SEK": "10", "NOK": "10.5", "DKK": "6.7",
    "PLN": "3.8", "CZK": "22", "HUF": "360", "RON": "4.5", "BGN": "1.8", "TRY": "35", "ILS": "3.6", "ZAR": "18", "AED": "3.7", "SAR": "3.8",
    "JPY": "150", "KRW": "1400", "CNY": "7.2", "HKD": "7.8", "TWD": "32", "SGD": "1.3", "MYR": "4.4", "THB": "34", "PHP": "57", "IDR": "16000",
    "VND": "25000", "INR": "86", "BRL": "5.6", "MXN": "19", "CLP": "950", "COP": "4200", "ARS": "1000", "PEN": "3.7", "KWD": "0.3", "BHD": "0.38",
    "ISK": "135", "RSD": "105", "UAH": "41", "GEL": "2.7", "KZT": "500", "MDL": "17.5", "MKD": "55", "ALL": "88", "BAM": "1.75", "AMD": "390",
    "QAR": "3.6", "OMR": "0.38", "JOD": "0.7", "MAD": "9.5", "TND": "3", "EGP": "48", "NGN": "1500", "KES": "130", "GHS": "12", "XOF": "590",
    "XAF": "590", "MUR": "46", "PKR": "280", "BDT": "120", "LKR": "300", "NPR": "137", "MOP": "8", "UYU": "41", "PYG": "7500", "BOB": "6.9",
    "CRC": "510", "GTQ": "7.7", "DOP": "60", "PAB": "1", "JMD": "158", "TTD": "6.8", "BBD": "2", "BSD": "1", "FJD": "2.3", "XPF": "107",
}  # fmt: skip


def defaults_for(currency: str) -> dict[str, Figure]:
    """Every default by name; of an amount in a currency whose size is not known here there is none, and what needs it is not priced."""
    found = {name: Figure(name, minutes, "minutes", f"default: {source}") for name, (minutes, source) in _MINUTES.items()}
    found |= {name: Figure(name, Fraction(share), "share", f"default: {source}") for name, (share, source) in _SHARES.items()}
    found |= {name: Figure(name, days, "days", f"default: {source}") for name, (days, source) in _DAYS.items()}
    rate = _FOR_A_DOLLAR.get(currency)
    if rate is not None:
        scale = Fraction(rate) * 10 ** exponent(currency)
        for name, (amount, source) in _MONEY.items():
            size = "" if currency == "USD" else f" ({amount} USD at {rate} {currency}, rounded)"
            found[name] = Figure(name, round_half_up(Fraction(amount) * scale), "money", f"default: {source}{size}")
    return found


def figures_for(currency: str, shop: Mapping[str, Figure] | None = None) -> dict[str, Figure]:
    """The defaults, and over them what this shop's own history says."""
    return defaults_for(currency) | dict(shop or {})
