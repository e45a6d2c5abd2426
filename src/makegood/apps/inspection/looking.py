"""How hubs look at what came back, and whether it is as customers said: summed by the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from makegood.apps.inspection.models import Inspection
from makegood.base.percentile import Percentile


@dataclass(frozen=True, slots=True)
class Looking:
    """At one hub ("": the shop's own hands): `looks` at `pieces` on `days` different days; `usual` and `slow`: the span from the parcel's arrival
    that half, and nine of ten, of the looks stayed within; `corrected`: looks that were found wrong afterwards."""

    hub: str
    looks: int
    pieces: int
    days: int
    usual: timedelta | None
    slow: timedelta | None
    corrected: int


def looking_between(start: datetime, until: datetime, zone: str) -> list[Looking]:
    """By hub. A day is one of `zone`; a correction is no look of its own."""
    first = Inspection.objects.filter(at__gte=start, at__lte=until, corrects=None).annotate(
        wrong=Exists(Inspection.objects.filter(corrects=OuterRef("id")))
    )
    span = F("at") - F("parcel__received_at")
    came = Q(parcel__received_at__lte=F("at"))
    rows = first.order_by("parcel__hub__name", "parcel__hub_id").values_list("parcel__hub_id", "parcel__hub__name").annotate(
        looks=Count("id"), pieces=Sum("quantity"), days=Count(TruncDate("at", tzinfo=ZoneInfo(zone)), distinct=True),
        usual=Percentile(span, 0.5, filter=came), slow=Percentile(span, 0.9, filter=came), corrected=Count("id", filter=Q(wrong=True)),
    )  # fmt: skip
    return [Looking(hub or "", *row) for _id, hub, *row in rows]


def agreeing_between(start: datetime, until: datetime, kinds: Collection[str]) -> dict[str, tuple[int, int]]:
    """{supplier's code: (pieces of which the look says that something is wrong, pieces looked at)}, of those that customers sent back as one
    of `kinds`. A thing that is as it should be, or that its customer broke, is not as they said."""
    standing: QuerySet[Inspection] = Inspection.objects.filter(at__gte=start, at__lte=until, line__kinds__0__in=list(kinds))
    standing = standing.exclude(Exists(Inspection.objects.filter(corrects=OuterRef("id"))))
    agreed = ~Q(result="as_it_should") & ~Q(root_cause="customer_damage")
    rows = (
        standing.order_by()
        .values_list("line__order_line__supplier")
        .annotate(agreed=Sum("quantity", filter=agreed), looked=Sum("quantity"))
    )
    return {code: (said or 0, looked) for code, said, looked in rows}
