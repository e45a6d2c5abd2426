"""Moneys as Shopify writes them: decimal texts without needless zeros ("15.0"), in the shop's and in the customer's currency."""

from decimal import Decimal
from typing import Any

from makegood.kernel.currency import exponent

SIGNS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥"}


def number(value: Any) -> Decimal:
    """Zero where nothing stands."""
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def text(amount: Decimal) -> str:
    plain = format(amount.normalize(), "f")
    return plain if "." in plain else f"{plain}.0"


def said(amount: Decimal, currency: str) -> str:
    """As messages name it: $25.00."""
    return f"{SIGNS.get(currency, currency + ' ')}{amount:.{exponent(currency)}f}"


def rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)))


def bag(shop: Decimal, order: dict[str, Any], shown: Decimal | None = None) -> dict[str, Any]:
    """A MoneyBag of the order's two currencies; `shown` (what the customer sees) is computed by the order's rate where it is not given."""
    theirs = rounded(shop * rate(order), order["presentmentCurrencyCode"]) if shown is None else shown
    return {
        "shopMoney": {"amount": text(shop), "currencyCode": order["currencyCode"]},
        "presentmentMoney": {"amount": text(theirs), "currencyCode": order["presentmentCurrencyCode"]},
    }


def of(money: Any, which: str = "shopMoney") -> Decimal:
    """The amount in a MoneyBag; zero where there is none."""
    return number(((money or {}).get(which) or {}).get("amount"))


def total(bags: Any, which: str = "shopMoney") -> Decimal:
    return sum((of(one, which) for one in bags), Decimal(0))


def rate(order: dict[str, Any]) -> Decimal:
    """The customer's units for one of the shop's."""
    paid, seen = of(order.get("totalPriceSet")), of(order.get("totalPriceSet"), "presentmentMoney")
    return seen / paid if paid and seen else Decimal(1)
