"""Reads of errands and places."""

from datetime import datetime

from makegood.apps.mirror.models import Errand, Place
from makegood.apps.mirror.states import OPEN
from makegood.base.together import Wanted, fetch
from makegood.kernel.refusal import Refusal


def errands_wanted(case_id: int) -> Wanted:
    return Wanted(("errands", case_id), Errand, "case_id = %s", (case_id,), one="errand")


def errands_of_case(case_id: int) -> list[Errand]:
    """The oldest first."""
    found: list[Errand] = fetch(errands_wanted(case_id))
    return list(found)


def recorded_wanted(order_id: int) -> Wanted:
    where = "kind = 'record_refund' AND state <> 'dropped' AND case_id = ANY (ARRAY(SELECT id FROM returns_case WHERE order_id = %s))"
    return Wanted(("recorded", order_id), Errand, where, (order_id,), one="errand")


def recorded_of_order(order_id: int) -> list[Errand]:
    """Refunds of this order that the shop's own system is told to write down; what was made in this unit is not among them."""
    found: list[Errand] = fetch(recorded_wanted(order_id))
    return list(found)


def errand_of(public_id: str) -> Errand:
    """Refuses `errand_unknown`."""
    found: Errand | None = Errand.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("errand_unknown", "There is no such message to the shop's system.", "Reload the case.", status=404)
    return found


def due_errands(*, now: datetime, limit: int) -> list[Errand]:
    """Open ones whose next try has come, the oldest first."""
    return list(Errand.objects.filter(state__in=OPEN, next_try_at__lte=now).order_by("next_try_at", "id")[:limit])


def errands_before_person() -> list[Errand]:
    """What the shop's system was not told, and nothing goes on by itself; the oldest first."""
    found = Errand.objects.filter(state="failed") | Errand.objects.filter(state__in=OPEN, next_try_at=None, problem__gt="")
    return list(found.select_related("case", "order").order_by("made_at", "id")[:200])


def refs_of(kind: str, limit: int = 500) -> list[str]:
    """What the newest errands of a kind are called there, of all cases."""
    return list(Errand.objects.filter(kind=kind).exclude(ref="").order_by("-id").values_list("ref", flat=True)[:limit])


def places_wanted() -> Wanted:
    return Wanted(("places",), Place, "TRUE")


def places() -> list[Place]:
    """Where a hub's goods lie in the shop's own system."""
    found: list[Place] = fetch(places_wanted())
    return list(found)
