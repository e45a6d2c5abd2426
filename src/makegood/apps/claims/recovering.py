"""What was asked back and what came of it, summed by the database: by whom, for what, in which month it was sent."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from makegood.apps.claims.models import Claim


@dataclass(frozen=True, slots=True)
class RecoveredRow:
    """Minor units of `currency`, each currency a row of its own. `month`: its first day, in the shop's zone. What was asked is what came, what was
    refused or written off (`lost_minor`), and what is open."""

    month: date
    party: str
    who: str
    kind: str
    currency: str
    claims: int
    asked_minor: int
    accepted_minor: int
    credited_minor: int
    lost_minor: int

    @property
    def open_minor(self) -> int:
        return self.asked_minor - self.credited_minor - self.lost_minor


def recovered_rows(start: datetime, until: datetime, zone: str) -> list[RecoveredRow]:
    """Of claims that were sent from `start` to `until`, both included; the newest month first."""
    sent = Claim.objects.filter(submitted_at__gte=start, submitted_at__lte=until)
    lost = Case(
        When(state="written_off", then=F("asked_minor") - F("credited_minor")),
        When(state="refused", then=F("asked_minor")),
        When(Q(state__in=("part_accepted", "short_credited", "credited")), then=F("asked_minor") - F("accepted_minor")),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    rows = (
        sent.annotate(month=TruncMonth("submitted_at", tzinfo=ZoneInfo(zone)), who_=Coalesce(F("agreement__code"), F("carrier")))
        .order_by("-month", "party", "who_", "kind", "currency")
        .values_list("month", "party", "who_", "kind", "currency")
        .annotate(n=Count("id"), asked=Sum("asked_minor"), accepted=Sum("accepted_minor"), credited=Sum("credited_minor"), lost=Sum(lost))
    )
    return [RecoveredRow(month.date(), *rest) for month, *rest in rows]
