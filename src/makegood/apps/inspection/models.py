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
    """One look at `quantity` units of a line. The newest one that no other corrects counts.

    `why`: what the proposal rests on (proposing.Proposal.as_record); `reason`: the code of why a person chose otherwise, "" where nobody said.
    `template` names the questions that were asked ("" for none), `answers` is {question: "yes" | "no"}.
    """

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
    why = models.JSONField(default=dict)
    reason = models.CharField(max_length=16, blank=True)
    shelf = models.CharField(max_length=12, blank=True)
    template = models.CharField(max_length=24, blank=True)
    answers = models.JSONField(default=dict)
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


class InspectionTemplate(Row):
    """A shop's own questions for one category of goods ("" for all others), in force from its moment on; the newest counts. `questions`: asking.py."""

    public_id = models.CharField(max_length=24)
    category = models.CharField(max_length=80, blank=True)
    questions = models.JSONField(default=list)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "inspection_template"
        indexes = [models.Index(fields=["merchant", "category"], name="template_category")]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="template_public")]


class HubTemplate(models.Model):
    """The same, a hub's own: asked where a shop has said nothing of a category."""

    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+")
    public_id = models.CharField(max_length=24, unique=True)
    category = models.CharField(max_length=80, blank=True)
    questions = models.JSONField(default=list)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        db_table = "inspection_hubtemplate"
        indexes = [models.Index(fields=["hub", "category"], name="hubtemplate_category")]
