"""Recorded decisions were run again: what came of it is written down."""

from datetime import datetime

from makegood.apps.parties import operations as parties
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.unit import unit


def record_rerun(*, merchant_id: int, looked: int, differing: list[dict[str, str]], law_differs: int, by: Actor, now: datetime) -> None:
    """`differing`: [{"id", "case", "number", "difference"}] of decisions that no longer come out as they were recorded."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        returns.add_rerun(looked=looked, differing=differing, law_differs=law_differs, by=by, now=now)
