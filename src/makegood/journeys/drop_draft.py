"""The shop thinks better of it: what is in force stays."""

from datetime import datetime

from makegood.apps.policies import operations as policies
from makegood.base.actor import Actor
from makegood.base.unit import unit


def drop_draft(*, merchant_id: int, by: Actor, now: datetime) -> None:
    with unit(merchants=[merchant_id], by=by):
        policies.drop_draft()
