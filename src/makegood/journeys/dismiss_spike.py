"""Somebody of the shop says that a spike needs nothing, and why."""

from datetime import datetime
from typing import Any

from makegood.apps.quality import operations as quality
from makegood.apps.quality.words import WHY_NOT
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def dismiss_spike(*, merchant_id: int, spike_id: str, why: str, by: Actor, now: datetime) -> Any:
    """`why`: known (its cause is known and gone), chance, wrong_data. Refuses `spike_unknown`, `why_unknown`, `spike_not_open`."""
    with unit(merchants=[merchant_id], by=by):
        spike = quality.hold_spike(spike_id)
        if why not in WHY_NOT:
            raise Refusal("why_unknown", "Nobody said why.", "Choose one of the reasons.", field="why")
        if spike.state != "open":
            raise Refusal("spike_not_open", "This was settled, or something is being done about it.", "Reload the page.", status=409)
        quality.change_spike(spike, state="dismissed", why_not=why, ended_at=now)
        quality.note(spike, "spike.dismissed", by=by, now=now, why=why)
        return spike
