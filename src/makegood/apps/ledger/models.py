"""Entries of two and more postings that always sum to zero; the database refuses others at the end of the unit.

Two phases: a `pending` entry is followed by exactly one `post` (the same amounts, now for good) or one `void`.
A posted entry can be undone by one `reverse`.
"""

from django.db import models

from makegood.apps.ledger.accounts import UNITS
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
            models.UniqueConstraint(fields=["merchant", "follows"], name="entry_followed_once", condition=models.Q(follows__isnull=False)),
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
