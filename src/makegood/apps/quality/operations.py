"""Writes of spikes and corrective actions. Each holds its spike's row, or the shop's looking, first."""

from datetime import date, datetime
from typing import Any

from makegood.apps.quality.models import CorrectiveAction, Spike
from makegood.apps.quality.queries import spike_of
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_now, change_later
from makegood.base.locks import lock
from makegood.kernel.ids import new_public_id


def hold_spike(public_id: str) -> Spike:
    """Locked and fresh. Refuses `spike_unknown`."""
    (found,) = lock(Spike.objects.filter(id=spike_of(public_id).id))
    return found  # type: ignore[no-any-return]


def add_spike(*, merchant_id: int, decide_by: date, by: Actor, now: datetime, **facts: Any) -> Spike:
    """`facts`: about, key, title, since_on, the four counts, chance, splits."""
    made = Spike(merchant_id=merchant_id, public_id=new_public_id("spk"), found_at=now, decide_by=decide_by, **facts)
    add_now(made)
    timeline.begins(merchant_id, f"spike:{made.id}")
    note(made, "spike.found", by=by, now=now, about=made.about, key=made.key, since_on=made.since_on.isoformat())
    return made


def change_spike(spike: Spike, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(spike, name, value)
    change_later(spike, *facts)


def add_action(spike: Spike, *, by: Actor, now: datetime, **facts: Any) -> CorrectiveAction:
    made = CorrectiveAction(
        merchant_id=spike.merchant_id, public_id=new_public_id("act"), spike=spike, begun_at=now, begun_by=str(by), **facts
    )
    add_now(made)
    return made


def change_action(action: CorrectiveAction, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(action, name, value)
    change_later(action, *facts)


def note(spike: Spike, name: str, *, by: Actor, now: datetime, **body: Any) -> None:
    timeline.note(f"spike:{spike.id}", name, by=by, now=now, subject=spike.public_id, **body)
