"""Reads of spikes and corrective actions."""

from datetime import date

from makegood.apps.quality.models import CorrectiveAction, Spike
from makegood.apps.quality.words import LIVE
from makegood.kernel.refusal import Refusal


def spike_of(public_id: str) -> Spike:
    """Refuses `spike_unknown`."""
    found: Spike | None = Spike.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("spike_unknown", "There is no such spike.", "Choose one of the list.", status=404)
    return found


def spikes_page(*, before_id: int | None = None, limit: int = 100, state: str = "") -> list[Spike]:
    """The newest first; `state` where it is given."""
    found = Spike.objects.all() if before_id is None else Spike.objects.filter(id__lt=before_id)
    found = found.filter(state=state) if state else found
    return list(found.order_by("-id")[:limit])


def spikes_to_decide(today: date) -> list[Spike]:
    """Those that are open, and those whose action's day to be looked at has come."""
    return [
        one for one in Spike.objects.filter(state__in=LIVE).order_by("decide_by", "id") if one.state == "open" or one.decide_by <= today
    ]


def same_spike(about: str, key: str, before: date) -> Spike | None:
    """The live one of this product or supplier, or one that ended or was dismissed on or after `before`."""
    found = Spike.objects.filter(about=about, key=key).order_by("-id").first()
    if found is None or found.state in LIVE or (found.ended_at is not None and found.ended_at.date() >= before):
        return found
    return None


def actions_of(spike: Spike) -> list[CorrectiveAction]:
    """The oldest first."""
    return list(CorrectiveAction.objects.filter(spike=spike).order_by("id"))


def running_action(spike: Spike) -> CorrectiveAction | None:
    found: CorrectiveAction | None = CorrectiveAction.objects.filter(spike=spike, ended_at=None).first()
    return found
