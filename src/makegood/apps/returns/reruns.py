"""Reads for running recorded decisions again: which ones a night looks at, and what it found."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, Value
from django.db.models.functions import MD5, Concat

from makegood.apps.returns.models import Decision, Rerun


def decisions_to_check(*, since: datetime, until: datetime, older: int, seed: str, also: Collection[str] = ()) -> Iterator[Decision]:
    """Every decision of that time, `older` ones from before it, drawn by `seed` and the same for the same seed, and those named in `also`."""
    drawn = Decision.objects.filter(made_at__lt=since).order_by(MD5(Concat("public_id", Value(seed))), "id").values("id")[:older]
    wanted = Q(made_at__gte=since, made_at__lt=until) | Q(id__in=drawn) | Q(public_id__in=list(also))
    yield from Decision.objects.filter(wanted).select_related("policy", "case").order_by("id").iterator(200)


def newest_rerun() -> Rerun | None:
    found: Rerun | None = Rerun.objects.order_by("-at", "-id").first()
    return found


def newest_reruns() -> list[Rerun]:
    """The newest of each of the unit's shops."""
    return list(Rerun.objects.order_by("merchant_id", "-at", "-id").distinct("merchant_id"))
