"""Pieces of a batch that are looked at before it is sold."""

from django.db import models

from makegood.base.rows import Row, TenantKey


class Sample(Row):
    """`size` pieces of a `lot` of one article and batch. One bad piece holds the batch; what that means: sampling.py.

    `worst_percent`: a batch with so many bad pieces is held in at least 95 of 100 such samples.
    """

    public_id = models.CharField(max_length=24)
    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+", db_index=False)
    sku = models.CharField(max_length=80)
    batch = models.CharField(max_length=80, blank=True)
    category = models.CharField(max_length=80, blank=True)
    lot = models.IntegerField()
    size = models.IntegerField()
    worst_percent = models.IntegerField()
    wanted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        db_table = "hubs_sample"
        indexes = [models.Index(fields=["merchant", "hub"], name="sample_open", condition=models.Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="sample_public"),
            models.CheckConstraint(condition=models.Q(size__gte=1, size__lte=models.F("lot")), name="sample_of_its_lot"),
        ]


class SampleLook(Row):
    """One piece of it; `place` counts from 1. `answers` as an inspection's."""

    sample = TenantKey(Sample, related_name="looks")
    place = models.IntegerField()
    result = models.CharField(max_length=12)
    grade = models.CharField(max_length=1)
    finding = models.CharField(max_length=16, blank=True)
    template = models.CharField(max_length=24, blank=True)
    answers = models.JSONField(default=dict)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "hubs_samplelook"
        constraints = [models.UniqueConstraint(fields=["merchant", "sample", "place"], name="samplelook_once")]
