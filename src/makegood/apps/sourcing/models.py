"""What was asked of a supplier, and the samples that were sent back to it."""

from django.db import models

from makegood.apps.sourcing.words import ENDS, STEPS
from makegood.base.rows import Row


class Vetting(Row):
    """The answers about supplier `code` on one day; a change is another row. `answers`: {question: yes, partly, no}, what is not known is left out."""

    public_id = models.CharField(max_length=24)
    code = models.SlugField(max_length=60)
    answers = models.JSONField(default=dict)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "sourcing_vetting"
        indexes = [models.Index(fields=["merchant", "code"], name="vetting_code")]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="vetting_public")]


class TestReturn(Row):
    """A sample that goes back to supplier `code`, to see what happens. `steps`: {step: ISO day}; a step that was passed over stays unknown.

    `allowed`: {step: days}, frozen at its beginning; `agreed`: those of them that the agreement names. While it runs, `step` is what is waited
    for, from `owner`, until `due_on`; once it has ended, `outcome` says how.
    """

    public_id = models.CharField(max_length=24)
    code = models.SlugField(max_length=60)
    sku = models.CharField(max_length=80)
    steps = models.JSONField(default=dict)
    allowed = models.JSONField(default=dict)
    agreed = models.JSONField(default=list)
    step = models.CharField(max_length=10, choices=[(word, word) for word in STEPS[1:]], blank=True)
    owner = models.CharField(max_length=10, blank=True)
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=[(word, word) for word in ENDS], blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sourcing_test_return"
        indexes = [models.Index(fields=["merchant", "code"], name="test_return_code")]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="test_return_public"),
            models.UniqueConstraint(fields=["merchant", "code"], condition=models.Q(outcome=""), name="test_return_one_runs"),
            models.CheckConstraint(
                condition=models.Q(outcome="", due_on__isnull=False) & ~models.Q(step="") & ~models.Q(owner="")
                | models.Q(step="", owner="", due_on__isnull=True, ended_at__isnull=False) & ~models.Q(outcome=""),
                name="test_return_has_a_day",
            ),
        ]


class ParallelTest(Row):
    """From `from_on` to `until_on` a part of the new orders of one article goes to supplier `other`, the rest to `one`, and both are measured.

    `share_percent` is what was planned for `other`; what it got is counted from the orders. The shop looks at it on `until_on` and says how it
    goes on: `chosen` is the supplier that stays, "" while it runs or where it was broken off (`ended_at` tells).
    """

    public_id = models.CharField(max_length=24)
    sku = models.CharField(max_length=80)
    one = models.SlugField(max_length=60)
    other = models.SlugField(max_length=60)
    share_percent = models.SmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    chosen = models.SlugField(max_length=60, blank=True)

    class Meta:
        db_table = "sourcing_parallel_test"
        indexes = [models.Index(fields=["merchant", "one", "other"], name="parallel_pair")]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="parallel_public"),
            models.UniqueConstraint(fields=["merchant", "sku"], condition=models.Q(ended_at=None), name="parallel_one_runs"),
            models.CheckConstraint(
                condition=models.Q(share_percent__gte=1, share_percent__lte=99, until_on__gte=models.F("from_on")), name="parallel_plan"
            ),
        ]
