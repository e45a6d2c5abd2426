"""Amounts as WooCommerce writes them: decimal strings (numbers in old versions), tax apart."""

from decimal import Decimal
from typing import Any

from makegood.base.loose import decimal, part, unreadable
from makegood.kernel.currency import exponent
from makegood.kernel.refusal import Refusal

_MOST = Decimal(10) ** 13


def lists(of: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The member's objects; none where it is absent or null."""
    value = of.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise unreadable(f"{name} is no list.")
    return [part(one) for one in value if one is not None]


def minor(value: Any, currency: str) -> int:
    """Minor units, rounded half up where the shop keeps more decimals; nothing is zero. Refuses `amount_unreadable`."""
    if value is None or value == "":
        return 0
    found = decimal(value)
    if abs(found) > _MOST:
        raise Refusal("amount_unreadable", f"{found:.2e} is no amount.", "Check the order.")
    scaled = found.scaleb(exponent(currency))
    return int(scaled + (Decimal("0.5") if scaled >= 0 else Decimal("-0.5")))


def taxed(of: dict[str, Any], name: str, currency: str) -> tuple[int, int]:
    """(without tax, its tax) of `subtotal` or `total`."""
    return minor(of.get(name), currency), minor(of.get(f"{name}_tax"), currency)
