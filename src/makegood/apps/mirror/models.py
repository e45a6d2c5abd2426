"""Errands to the shop's own system, and its places."""

from django.db import models

from makegood.apps.mirror.states import STATES
from makegood.apps.mirror.words import ERRANDS
from makegood.base.rows import Row, TenantKey


class Errand(Row):
    """One thing that the shop's own system is to be told, under one key for ever (its public id).

    `subject` is what it is about (the public id of a case, parcel, line or reimbursement): of one kind there is one errand a subject.
    `facts` is what is told, frozen as it was: see ports.Telling. `ref` and `name` are what it is called there (an id; what people see).
    `tries` counts how often it was told, `asks` how often in a row its outcome was asked for. `next_try_at`: when the system goes on
    by itself; an open one without it waits for a person. `problem` is a code of PROBLEMS, `words` what the other side said of it.
    """

    public_id = models.CharField(max_length=24)
    connection = models.CharField(max_length=24)
    party = models.CharField(max_length=20)
    order = TenantKey("orders.Order")
    case = TenantKey("returns.Case")
    kind = models.CharField(max_length=20, choices=[(word, word) for word in ERRANDS])
    subject = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="waiting")
    ref = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=60, blank=True)
    tries = models.IntegerField(default=0)
    asks = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mirror_errand"
        indexes = [
            models.Index(fields=["merchant", "case"], name="errand_case"),
            models.Index(fields=["merchant", "next_try_at"], name="errand_due", condition=models.Q(next_try_at__isnull=False)),
            models.Index(
                fields=["merchant", "state"], name="errand_open", condition=models.Q(state__in=["waiting", "asked", "unknown", "failed"])
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="errand_public"),
            models.UniqueConstraint(fields=["merchant", "kind", "subject"], name="errand_once"),
        ]


class Place(Row):
    """Where goods lie in the shop's own system: `hub` empty means wherever the shop itself takes returns. `ref` is their id of it."""

    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+", null=True)
    party = models.CharField(max_length=20)
    ref = models.CharField(max_length=120)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "mirror_place"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "party", "hub"], name="place_hub"),
            models.UniqueConstraint(fields=["merchant", "party"], condition=models.Q(hub=None), name="place_shop"),
        ]
