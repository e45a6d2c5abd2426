"""A product or a supplier came back more often than before: the shop is told once."""

from datetime import date, datetime, timedelta
from typing import Any

from makegood.apps.parties import operations as parties
from makegood.apps.quality import operations as quality
from makegood.apps.quality import queries
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day

DECIDE_DAYS = 2
QUIET_DAYS = 56  # as long as what was found stands in the spans that are looked at


def note_spike(
    *,
    merchant_id: int,
    about: str,
    key: str,
    title: str,
    since_on: date,
    counts: tuple[int, int, int, int],
    chance: float,
    splits: list[dict[str, Any]],
    by: Actor,
    now: datetime,
) -> Any:
    """`counts`: faults and lines of orders before, then since. One that is live is brought up to date; one that was settled less than QUIET_DAYS
    ago is not told again. None where nothing was new."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)  # two looks at once tell one spike
        today = local_day(now, merchant_of(merchant_id).zone)
        facts: dict[str, Any] = dict(zip(("before_of", "before_total", "after_of", "after_total"), counts, strict=True))
        facts |= {"chance": chance, "splits": splits, "since_on": since_on, "title": title}
        known = queries.same_spike(about, key, today - timedelta(days=QUIET_DAYS))
        if known is not None:
            if known.state == "open":
                quality.change_spike(quality.hold_spike(known.public_id), **facts)
            return None
        until = today + timedelta(days=DECIDE_DAYS)
        return quality.add_spike(merchant_id=merchant_id, about=about, key=key, decide_by=until, by=by, now=now, **facts)
