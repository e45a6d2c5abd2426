"""Which of a shop's connections gives a payment back."""

from collections.abc import Sequence
from typing import Any

from makegood.apps.settlement.parties import PORTS, is_theirs
from makegood.base.connections import Connection, connection_of, connection_wanted
from makegood.base.together import Wanted


def providers_wanted() -> list[Wanted]:
    return [connection_wanted(port) for port in PORTS]


def providers() -> list[Connection]:
    return [found for port in PORTS if (found := connection_of(port)) is not None]


def provider_for(payment: str, connected: Sequence[Any]) -> Any:
    """The connection that knows a payment of this name, PayPal's before one that takes every name; None where a person pays."""
    fitting = [one for one in connected if is_theirs(one.party, payment)]
    return fitting[-1] if fitting else None
