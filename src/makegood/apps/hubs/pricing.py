"""Which price of a hub counts on a day. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any


def price_on(prices: Iterable[Any], hub_id: int, act: str, day: date) -> Any | None:
    """The HubPrice that had begun; None where none was agreed."""
    begun = [one for one in prices if one.hub_id == hub_id and one.act == act and one.from_on <= day]
    return max(begun, key=lambda one: (one.from_on, one.id), default=None)


def prices_on(prices: Iterable[Any], hub_id: int, day: date) -> dict[str, Any]:
    """{act: its HubPrice}."""
    found = list(prices)
    named = {one.act for one in found if one.hub_id == hub_id}
    return {act: price for act in named if (price := price_on(found, hub_id, act, day)) is not None}


def minor_on(prices: Iterable[Any], hub_id: int, act: str, day: date, currency: str, quantity: int = 1) -> int | None:
    """What so many cost in minor units of this currency; None where no price was agreed in it."""
    found = price_on(prices, hub_id, act, day)
    return None if found is None or found.currency != currency else found.price_minor * quantity
