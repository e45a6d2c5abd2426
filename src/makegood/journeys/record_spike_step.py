"""What a person did at once about a spike: paused the listing, or asked the supplier to check the batch."""

from datetime import datetime
from typing import Any

from makegood.apps.quality import operations as quality
from makegood.apps.quality.words import LIVE, STEPS
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def record_spike_step(*, merchant_id: int, spike_id: str, step: str, by: Actor, now: datetime) -> Any:
    """`step`: paused or batch_asked; a second time changes nothing. Refuses `spike_unknown`, `step_unknown`, `spike_not_open`."""
    with unit(merchants=[merchant_id], by=by):
        spike = quality.hold_spike(spike_id)
        if step not in STEPS:
            raise Refusal("step_unknown", "This is not known.", "Say paused or batch_asked.", field="step")
        if spike.state not in LIVE:
            raise Refusal("spike_not_open", "This was settled.", "Reload the page.", status=409)
        if getattr(spike, f"{step}_at") is None:
            quality.change_spike(spike, **{f"{step}_at": now})
            quality.note(spike, f"spike.{step}", by=by, now=now, key=spike.key)
        return spike
