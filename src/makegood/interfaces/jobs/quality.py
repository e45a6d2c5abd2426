"""Each night every shop's products and suppliers are held against their own past."""

from datetime import datetime

from makegood.base.actor import SYSTEM
from makegood.base.tenancy import merchant_of
from makegood.base.unit import all_merchant_ids, unit
from makegood.insight.spikes import spikes
from makegood.journeys.note_spike import note_spike


def look_for_spikes(*, now: datetime) -> int:
    """A transaction a shop to look, one a spike to write it down; how many are new."""
    told = 0
    for merchant_id in all_merchant_ids():
        with unit(merchants=[merchant_id]):
            found = spikes(merchant_of(merchant_id), now=now)
        for one in found:
            made = note_spike(
                merchant_id=merchant_id, about=one.about, key=one.key, title=one.title, since_on=one.since_on,
                counts=(one.before.of, one.before.total, one.after.of, one.after.total), chance=one.chance,
                splits=[split.as_json() for split in one.splits], by=SYSTEM, now=now,
            )  # fmt: skip
            told += made is not None
    return told
