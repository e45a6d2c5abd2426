"""A spike is answered: what is changed, by whom, until when, and from which batch or day on."""

from datetime import date, datetime, timedelta
from typing import Any

from makegood.apps.quality import operations as quality
from makegood.apps.quality import queries
from makegood.apps.quality.words import LIVE, WHO
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.kernel.refusal import Refusal

LOOK_AFTER_DAYS = 28  # from the day it shows: a week of orders, and the three in which they are given time to come back
AT_MOST = timedelta(days=400)


def begin_action(
    *, merchant_id: int, spike_id: str, what: str, who: str, from_on: date, from_batch: str = "", due_on: date, by: Actor, now: datetime
) -> Any:
    """`from_on`: the day of orders on which it shows first; `from_batch`: only in pieces of this batch.

    Refuses `spike_unknown`, `spike_not_open`, `action_running`, `what_missing`, `who_unknown`, `days_unlikely`.
    """
    with unit(merchants=[merchant_id], by=by):
        spike = quality.hold_spike(spike_id)
        if spike.state not in LIVE:
            raise Refusal("spike_not_open", "This was settled.", "Reload the page.", status=409)
        if queries.running_action(spike) is not None:
            raise Refusal(
                "action_running",
                "Something is being done about this already.",
                "End that first: one change at a time can be judged.",
                status=409,
            )
        what = " ".join(what.split())
        if not 0 < len(what) <= 200:
            raise Refusal("what_missing", "Nobody said what is changed.", "Say it in a few words, 200 characters at most.", field="what")
        if who not in WHO:
            raise Refusal("who_unknown", "Nobody said who changes it.", "Choose one of them.", field="who")
        today = local_day(now, merchant_of(merchant_id).zone)
        if not spike.since_on < from_on <= today + AT_MOST or not today <= due_on <= today + AT_MOST:
            raise Refusal(
                "days_unlikely", "One of the days can't be.", "It shows after the spike began, and is done today or later.", field="from_on"
            )
        action = quality.add_action(
            spike, what=what, who=who, from_on=from_on, from_batch=from_batch.strip()[:60], due_on=due_on, by=by, now=now
        )
        quality.change_spike(spike, state="acting", decide_by=max(due_on, from_on) + timedelta(days=LOOK_AFTER_DAYS))
        quality.note(spike, "action.begun", by=by, now=now, action=action.public_id, from_on=from_on.isoformat(), due_on=due_on.isoformat())
        return action
