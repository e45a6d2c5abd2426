"""Where a line's goods were sent, and why there."""

from django.db import models

from makegood.apps.hubs.words import CHOSEN_BY, PLACES, REASONS
from makegood.base.rows import Row, TenantKey


class Route(Row):
    """The newest of a line counts. `record`: every place that was weighed, with its cost, its days and what bars it (casefile/routing.as_record).

    A person's choice has a `reason`; `cost_minor` is the chosen place's, in the shop's currency.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case")
    line = TenantKey("returns.CaseLine")
    parcel = TenantKey("carriage.Parcel", null=True)
    place = models.CharField(max_length=8, choices=[(place, place) for place in PLACES])
    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+", null=True, db_index=False)
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    chosen_by = models.CharField(max_length=6, choices=[(word, word) for word in CHOSEN_BY])
    reason = models.CharField(max_length=16, blank=True, choices=[(word, word) for word in REASONS])
    record = models.JSONField(default=list)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "hubs_route"
        indexes = [
            models.Index(fields=["merchant", "case"], name="route_case"),
            models.Index(fields=["merchant", "parcel"], name="route_parcel", condition=models.Q(parcel__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="route_public")]
