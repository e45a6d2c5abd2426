"""A shop says whether goods go where its promise names, or to whichever lawful place costs least."""

from datetime import datetime

from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.places import ROUTING
from makegood.kernel.refusal import Refusal

WAYS = ("promise", "cheapest")


def set_routing(*, merchant_id: int, way: str, by: Actor, now: datetime) -> None:
    """Labels that were given stay as they are. Refuses `routing_unknown`."""
    if way not in WAYS:
        raise Refusal("routing_unknown", "This can't be chosen.", "Choose one of the two.", field="way")
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        parties.change_shop(shop, {"settings": {**shop.settings, ROUTING: way}})
        timeline.note(f"shop:{merchant_id}", "shop.routing_set", by=by, now=now, way=way)
