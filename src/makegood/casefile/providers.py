"""Which of a shop's connections gives a payment back."""

from collections.abc import Sequence
from typing import Any

from makegood.apps.orders.words import SHOP_SYSTEMS
from makegood.apps.settlement.parties import PORTS, is_theirs
from makegood.base.connections import Connection, connection_of, connection_wanted
from makegood.base.together import Wanted


def providers_wanted() -> list[Wanted]:
    return [connection_wanted(port) for port in PORTS]


def providers(source: str) -> list[Connection]:
    """Those that may pay for an order of this source: a shop's own system knows only the orders that came from it."""
    found = [one for port in PORTS if (one := connection_of(port)) is not None]
    return [one for one in found if one.party not in SHOP_SYSTEMS or one.party == source]


def provider_for(payment: str, connected: Sequence[Any]) -> Any:
    """The connection that knows a payment of this name, PayPal's before one that takes every name; None where a person pays."""
    fitting = [one for one in connected if is_theirs(one.party, payment)]
    return fitting[-1] if fitting else None
