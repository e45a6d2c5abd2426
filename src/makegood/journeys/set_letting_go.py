"""Does a shop let go by itself of what it has no reason left to keep."""

from datetime import datetime

from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit


def set_letting_go(*, merchant_id: int, by_itself: bool, by: Actor, now: datetime) -> None:
    """Each night, or only when a person says so."""
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        parties.change_shop(shop, {"settings": {**shop.settings, "let_go": by_itself}})
        timeline.note(f"shop:{merchant_id}", "letting_go.set", by=by, now=now, subject=shop.slug, by_itself=by_itself)
