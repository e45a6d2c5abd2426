"""Who looked at what has no reason left to be kept either."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit


def forget_looks(*, merchant_id: int, last_day: date, zone: str, by: Actor, now: datetime) -> int:
    """How many rows went: those of `last_day` (the shop's own) and before."""
    with unit(merchants=[merchant_id], by=by):
        before = datetime.combine(last_day, time.max, ZoneInfo(zone))
        gone = parties.drop_looks(before)
        if gone:
            parties.hold_shop(merchant_id)
            timeline.note(f"shop:{merchant_id}", "looks.forgotten", by=by, now=now, last_day=last_day.isoformat(), rows=gone)
        return gone
