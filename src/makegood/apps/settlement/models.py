"""Reimbursements and credit notes."""

from django.db import models

from makegood.apps.settlement.states import TRANSITIONS
from makegood.apps.settlement.words import REIMBURSEMENT_KINDS
from makegood.base.rows import Row, TenantKey


class Reimbursement(Row):
    """What one line is owed, by kind. Money kinds carry `amount_minor` of `currency`; goods kinds carry 0.

    `breakdown` is the refund quote's answer, `by_payment` [{id, amount_minor}]; `idempotency_key` is what the provider gets;
    `attempt` counts the providers' calls. `due_on` is the law's or the promise's last day.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case")
    line = TenantKey("returns.CaseLine")
    kind = models.CharField(max_length=20, choices=[(word, word) for word in REIMBURSEMENT_KINDS])
    amount_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    duties_minor = models.BigIntegerField(default=0)
    quantity = models.IntegerField(default=0)
    currency = models.CharField(max_length=3)
    breakdown = models.JSONField(default=dict)
    by_payment = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(state, state) for state in TRANSITIONS], default="pending")
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=120, blank=True)
    idempotency_key = models.CharField(max_length=64)
    attempt = models.IntegerField(default=1)
    problem = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_reimbursement"
        indexes = [
            models.Index(fields=["merchant", "case"], name="reimbursement_case"),
            models.Index(fields=["merchant", "state"], name="reimbursement_open", condition=models.Q(state__in=["pending", "failed"])),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="reimbursement_public"),
            models.UniqueConstraint(fields=["merchant", "idempotency_key"], name="reimbursement_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=0), name="reimbursement_amount"),
        ]


class CreditNoteCounter(Row):
    """The last number given in a year; taken under a lock, so that numbers have no gaps."""

    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "settlement_counter"
        constraints = [models.UniqueConstraint(fields=["merchant", "year"], name="counter_year")]


class CreditNote(Row):
    """The fiscal document that corrects an invoice. `body` is all that stands on it but the customer's name and address."""

    number = models.CharField(max_length=20)
    reimbursement = TenantKey(Reimbursement)
    issued_on = models.DateField()
    body = models.JSONField()

    append_only = True

    class Meta:
        db_table = "settlement_creditnote"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="creditnote_number"),
            models.UniqueConstraint(fields=["merchant", "reimbursement"], name="creditnote_once"),
        ]
