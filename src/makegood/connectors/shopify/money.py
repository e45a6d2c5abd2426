"""Reading a node's parts whatever their form: connections, moments, moneys."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from makegood.base.loose import decimal, part, text, unreadable
from makegood.kernel.currency import exponent
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

MOST_MINOR = 10**15  # nobody's order; a larger number is a mistake and would not fit the column


def incomplete(message: str) -> Refusal:
    return Refusal("order_incomplete", message, "Ask for this field in the query.")


def nodes(value: Any) -> list[dict[str, Any]]:
    """Connections come as {nodes}, {edges: [{node}]} or a plain list."""
    if isinstance(value, dict):
        edges = value.get("edges")
        value = value.get("nodes") or [part(edge).get("node") for edge in (edges if isinstance(edges, list) else [])]
    if value is None:
        return []
    if not isinstance(value, list):
        raise unreadable(f"{str(value)[:40]!r} stands where a list belongs.")
    return [part(one) for one in value if one is not None]


def name_of(gid: Any) -> str:
    """The last part of gid://shopify/Order/77."""
    return text(gid, 120).rsplit("/", 1)[-1]


def shown(bag: Any) -> dict[str, Any]:
    """What the customer saw: presentment money, shop money where there is no other, or a MoneyV2 itself."""
    money = part(bag)
    return part(money.get("presentmentMoney") or money.get("shopMoney") or money)


def amount(bag: Any, currency: str) -> int | None:
    """Minor units of what the customer saw, rounded to the currency's own precision; None where there is none."""
    money = shown(bag)
    if money.get("amount") is None:
        return None
    if money.get("currencyCode") not in (None, currency):
        raise Refusal("currency_mismatch", f"{money['currencyCode']} stands beside {currency}.", "Check the order.")
    found = decimal(money["amount"])
    if abs(found) > MOST_MINOR:
        raise Refusal("amount_unreadable", f"{found:.2e} is no amount.", "Check the order.")
    return minor_from_text(format(found.quantize(Decimal(1).scaleb(-exponent(currency))), "f"), currency)


def _bags(order: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("totalPriceSet", "currentTotalPriceSet", "subtotalPriceSet"):
        yield part(order.get(name))
    for line in nodes(order.get("lineItems")):
        yield part(line.get("originalUnitPriceSet"))


def currencies(order: dict[str, Any]) -> tuple[str, str, str]:
    """(customer's currency, shop's currency, shop's units for one of the customer's), frozen as text.

    From the first two moneys that stand side by side. Refuses order_incomplete, unknown_currency, amount_unreadable.
    """
    found: tuple[str, str, str] | None = None
    for bag in _bags(order):
        shop, seen = part(bag.get("shopMoney")), shown(bag)
        currency = seen.get("currencyCode")
        if not isinstance(currency, str):
            continue
        shop_currency = str(shop.get("currencyCode") or currency)
        exponent(currency)
        exponent(shop_currency)
        if currency == shop_currency:
            return currency, currency, "1"
        paid, got = decimal(seen.get("amount") or 0), decimal(shop.get("amount") or 0)
        if paid > 0 and got > 0:
            try:
                rate = (got / paid).quantize(Decimal("0.00000001"))
            except InvalidOperation:  # more digits than a rate of exchange can have
                raise incomplete(f"The amounts say no rate from {currency} to {shop_currency}.") from None
            return currency, shop_currency, format(rate.normalize(), "f")
        found = found or (currency, shop_currency, "1")
    if found is not None:
        raise incomplete(f"No amount says how {found[0]} was changed into {found[1]}.")
    raise incomplete("No amount of the order names its currency.")
