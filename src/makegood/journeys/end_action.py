"""A corrective action ends with what came of it."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.quality import operations as quality
from makegood.apps.quality import queries
from makegood.apps.quality.words import VERDICTS
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.kernel.refusal import Refusal

DECIDE_DAYS = 2


def end_action(*, merchant_id: int, spike_id: str, verdict: str, counts: tuple[int, int, int, int], by: Actor, now: datetime) -> Any:
    """`counts`: faults and lines of orders before it, then with it, and the `verdict` on them (insight.effects). Where it worked the spike has ended; where it
    did not, or nobody can tell yet, the spike is open again and something else can be tried.

    Refuses `spike_unknown`, `no_action`, `verdict_unknown`.
    """
    with unit(merchants=[merchant_id], by=by):
        spike = quality.hold_spike(spike_id)
        action = queries.running_action(spike)
        if action is None:
            raise Refusal("no_action", "Nothing is being done about this.", "Reload the page.", status=409)
        if verdict not in VERDICTS:
            raise Refusal("verdict_unknown", "This is no verdict.", "Say worked, did_not or too_early.", field="verdict")
        before_of, before_total, after_of, after_total = counts
        quality.change_action(
            action,
            ended_at=now,
            verdict=verdict,
            before_of=before_of,
            before_total=before_total,
            after_of=after_of,
            after_total=after_total,
        )
        if verdict == "worked":
            quality.change_spike(spike, state="ended", ended_at=now)
        else:
            today = local_day(now, merchant_of(merchant_id).zone)
            quality.change_spike(spike, state="open", decide_by=today + timedelta(days=DECIDE_DAYS))
        quality.note(spike, "action.ended", by=by, now=now, action=action.public_id, verdict=verdict)
        return action
