"""The night seals what was written down until the night before."""

from datetime import datetime

from makegood.base.actor import Actor
from makegood.base.seals import seal
from makegood.base.unit import unit


def seal_chains(*, merchant_id: int, by: Actor, now: datetime) -> int:
    """How many lines the seal is over."""
    with unit(merchants=[merchant_id], by=by):
        return seal(by=by, now=now)
