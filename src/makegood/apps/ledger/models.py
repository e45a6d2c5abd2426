"""Entries of two and more postings that always sum to zero; the database refuses others at the end of the unit.

Two phases: a `pending` entry is followed by exactly one `post` (the same amounts, now for good) or one `void`.
A posted entry can be undone by one `reverse`.
"""

from django.db import models

from makegood.apps.ledger.accounts import UNITS
from makegood.apps.ledger.words import REPORT_KINDS
from makegood.base.rows import Row, TenantKey

PHASES = ("posted", "pending", "post", "void", "reverse")


class LedgerEntry(Row):
    """`subject` is the public id of what caused it (a reimbursement, a claim, a parcel); `code` says what happened.

    `parts`: how many postings it has, so that none is added to it afterwards.
    `order_line_id`: whose pieces moved; null where money did. What a line sold is not booked: it is its opening position with the customer.
    """

    case_id = models.BigIntegerField(null=True)
    order_line_id = models.BigIntegerField(null=True)
    parts = models.SmallIntegerField()
    phase = models.CharField(max_length=8, choices=[(phase, phase) for phase in PHASES])
    follows = TenantKey("ledger.LedgerEntry", null=True)
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "ledger_entry"
        indexes = [
            models.Index(fields=["merchant", "case_id"], name="entry_case"),
            models.Index(fields=["merchant", "subject"], name="entry_subject"),
            models.Index(fields=["merchant", "order_line_id"], name="entry_pieces", condition=models.Q(order_line_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "follows"], name="entry_followed_once"),
            models.CheckConstraint(
                condition=models.Q(phase__in=["post", "void", "reverse"], follows__isnull=False)
                | models.Q(phase__in=["posted", "pending"], follows=None),
                name="entry_follows",
            ),
        ]


class Posting(Row):
    """One account's part. `amount` is positive for a debit, negative for a credit, in minor units of `commodity` (or pieces: UNT)."""

    entry = TenantKey(LedgerEntry, related_name="postings")
    account = models.CharField(max_length=32)
    commodity = models.CharField(max_length=3)
    amount = models.BigIntegerField()

    append_only = True

    class Meta:
        db_table = "ledger_posting"
        indexes = [models.Index(fields=["merchant", "entry"], name="posting_entry")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="posting_not_zero"),
            models.CheckConstraint(
                condition=models.Q(commodity=UNITS, account__startswith="units:")
                | (~models.Q(commodity=UNITS) & ~models.Q(account__startswith="units:")),
                name="posting_of_its_kind",
            ),
        ]


class ReportLine(Row):
    """A row of a provider's own report of refunds and payouts (see ports.ReportFacts); once by its name, however often a report brings it."""

    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=[(word, word) for word in REPORT_KINDS])
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    ref = models.CharField(max_length=120, blank=True)
    payment = models.CharField(max_length=120, blank=True)
    payout = models.CharField(max_length=120, blank=True)
    taken_at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "ledger_reportline"
        indexes = [
            models.Index(fields=["merchant", "provider", "on"], name="reportline_day"),
            models.Index(fields=["merchant", "provider", "ref"], name="reportline_ref"),
        ]
        constraints = [models.UniqueConstraint(fields=["merchant", "provider", "name"], name="reportline_once")]


class Explained(Row):
    """Somebody has looked at a difference between a report and the books, and says why it is there. `name`: of the report's row or our transfer."""

    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    cause = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "ledger_explained"
        constraints = [models.UniqueConstraint(fields=["merchant", "provider", "name", "cause"], name="explained_once")]


class MonthReport(Row):
    """A month as it was when it was closed: figures for the accountant, and their digest. What is booked later stands in a later month."""

    month = models.CharField(max_length=7)
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "ledger_monthreport"
        constraints = [models.UniqueConstraint(fields=["merchant", "month"], name="monthreport_once")]
