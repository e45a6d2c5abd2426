"""What a hub takes for each act, from a day on, is written down."""

from collections.abc import Mapping
from datetime import date, datetime

from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs.words import ACTS
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

DEAREST = 10**9  # minor units


def set_hub_prices(*, merchant_id: int, hub_id: int, prices: Mapping[str, int], from_on: date, by: Actor, now: datetime) -> None:
    """`prices`: {act: minor units of the shop's currency}, a parcel (receive) or a piece. Acts that were done keep the price of their day.

    Refuses `hub_unknown`, `act_unknown`, `price_invalid`, `prices_missing`.
    """
    if not prices:
        raise Refusal("prices_missing", "No price was given.", "Fill in at least one.", field="receive")
    for act, minor in prices.items():
        if act not in ACTS:
            raise Refusal("act_unknown", "No hub does this.", "Choose one of the list.", field="act")
        if not 0 <= minor <= DEAREST:
            raise Refusal("price_invalid", "This can't be a price.", "Write it as 1.80; 0 where it costs nothing.", field=act)
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        if hub_id not in {one.hub_id for one in queries.hubs_used()}:
            raise Refusal("hub_unknown", "This shop does not use this hub.", "Choose one of its hubs.", status=404, field="hub")
        hubs.add_prices(hub_id=hub_id, prices=sorted(prices.items()), currency=shop.currency, from_on=from_on, by=by, now=now)
        timeline.note(
            f"shop:{merchant_id}", "hub.prices_set", by=by, now=now, subject=str(hub_id), from_on=from_on.isoformat(), currency=shop.currency,
            prices=dict(sorted(prices.items())),
        )  # fmt: skip
