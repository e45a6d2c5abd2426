"""Labels that were not given out yet are taken out of the stock."""

from datetime import datetime

from makegood.apps.carriage import postage
from makegood.apps.carriage.operations.postage import end_stock
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit


def end_labels(*, merchant_id: int, stock_id: str, by: Actor, now: datetime) -> int:
    """How many went out. What was given out stays given. Refuses `stock_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        stock = postage.stock_of(stock_id)
        if stock.ended_at is not None:
            return 0
        count = end_stock(stock, now=now)
        timeline.note(f"shop:{merchant_id}", "labels.ended", by=by, now=now, subject=stock.public_id, count=count)
        return count
