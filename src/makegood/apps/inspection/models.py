"""Inspections: a correction is a new one that names the old."""

from django.db import models

from makegood.apps.inspection.words import (
    DISPOSITIONS,
    FINDINGS,
    GRADES,
    RESULTS,
    ROOT_CAUSES,
)
from makegood.base.evidence import EvidenceFile
from makegood.base.rows import Row, TenantKey


class Inspection(Row):
    """One look at `quantity` units of a line. The newest one that no other corrects counts."""

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case")
    line = TenantKey("returns.CaseLine")
    parcel = TenantKey("carriage.Parcel", null=True)
    corrects = TenantKey("inspection.Inspection", null=True)
    quantity = models.IntegerField()
    result = models.CharField(max_length=12, choices=[(word, word) for word in RESULTS])
    grade = models.CharField(max_length=1, choices=[(word, word) for word in GRADES])
    finding = models.CharField(max_length=16, blank=True, choices=[(word, word) for word in FINDINGS])
    root_cause = models.CharField(max_length=24, blank=True, choices=[(word, word) for word in ROOT_CAUSES])
    proposed = models.CharField(max_length=20, choices=[(word, word) for word in DISPOSITIONS])
    disposition = models.CharField(max_length=20, choices=[(word, word) for word in DISPOSITIONS])
    shelf = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "inspection_inspection"
        indexes = [models.Index(fields=["merchant", "line"], name="inspection_line")]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="inspection_public")]


class InspectionPhoto(Row):
    inspection = TenantKey(Inspection, related_name="photos")
    file = TenantKey(EvidenceFile)

    append_only = True

    class Meta:
        db_table = "inspection_photo"
        indexes = [models.Index(fields=["merchant", "inspection"], name="photo_inspection")]
