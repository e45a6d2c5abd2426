"""Reports as they came in, what they were found to mean, what a person said of a difference, and months that are closed. All only ever added."""

from django.db import models

from makegood.apps.reports.words import FORMS, KINDS, STATES, TRUST
from makegood.base.rows import Row, TenantKey


class Report(Row):
    """One file, or one time that a provider was asked. `rows` it had, `new` of them said something new; `since` and `until`: what time it is about.

    `digest`: SHA-256 of the file. `problem`: why the provider could not be asked (a code of settlement's PROBLEMS); then it has no rows.
    """

    public_id = models.CharField(max_length=24)
    provider = models.CharField(max_length=20)
    form = models.CharField(max_length=20, choices=[(word, word) for word in FORMS])
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    rows = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "reports_report"
        indexes = [models.Index(fields=["merchant", "provider", "-at"], name="report_newest")]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="report_public")]


class ReportRow(Row):
    """One movement as a provider tells it (ports.Movement). Told otherwise later, it is a new `version` under the
    same public id; the newest holds. Nobody's name is in it.
    """

    public_id = models.CharField(max_length=24)
    report = TenantKey(Report)
    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    version = models.IntegerField(default=1)
    kind = models.CharField(max_length=12, choices=[(word, word) for word in KINDS])
    state = models.CharField(max_length=8, choices=[(word, word) for word in STATES])
    at = models.DateTimeField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    balance_minor = models.BigIntegerField()
    balance_currency = models.CharField(max_length=3)
    fee_minor = models.BigIntegerField(default=0)
    refund = models.CharField(max_length=120, blank=True)
    payments = models.JSONField(default=list)
    key = models.CharField(max_length=120, blank=True)
    order = models.CharField(max_length=60, blank=True)
    payout = models.CharField(max_length=120, blank=True)

    append_only = True

    class Meta:
        db_table = "reports_row"
        indexes = [
            models.Index(fields=["merchant", "at"], name="reportrow_at"),
            models.Index(fields=["merchant", "payout"], name="reportrow_payout", condition=~models.Q(payout="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id", "version"], name="reportrow_public"),
            models.UniqueConstraint(fields=["merchant", "provider", "name", "version"], name="reportrow_once"),
        ]


class ReportMatch(Row):
    """A row is a movement of ours: `subject` is what the books call it (a transfer, or a reimbursement that a person paid). The newest holds.

    `by` says how it was found. An empty `subject`: a person took a match back.
    """

    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    subject = models.CharField(max_length=24, blank=True)
    by = models.CharField(max_length=8, choices=[(word, word) for word in TRUST])
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "reports_match"
        indexes = [
            models.Index(fields=["merchant", "provider", "name"], name="reportmatch_row"),
            models.Index(fields=["merchant", "subject"], name="reportmatch_subject"),
        ]


class ReportWord(Row):
    """What a person said of a difference: `difference` names it, `cause` and `amount_minor` are those that were before them. The newest holds.

    It counts only for as long as the difference is still that one. `settled` False: it was opened again.
    """

    difference = models.CharField(max_length=200)
    cause = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    settled = models.BooleanField(default=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "reports_word"
        indexes = [models.Index(fields=["merchant", "difference"], name="reportword_difference")]


class ClosedMonth(Row):
    """A month as its books stood when it was closed. `figures` (insight/month) with their SHA-256; `through`: the last entry of the books that was seen.

    An entry of the month with a later id came after: it is a correction of the next month.
    """

    first_on = models.DateField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    through = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "reports_month"
        constraints = [models.UniqueConstraint(fields=["merchant", "first_on"], name="month_once")]
