"""A person confirmed which column is what: the next table with this header needs no question."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.operations import incoming
from makegood.base.actor import Actor
from makegood.base.unit import unit


def remember_mapping(*, merchant_id: int, fingerprint: str, header: list[str], mapping: dict[str, Any], by: Actor, now: datetime) -> None:
    with unit(merchants=[merchant_id], by=by):
        incoming.keep_mapping(fingerprint=fingerprint, header=header, mapping=mapping, by=by, now=now)
