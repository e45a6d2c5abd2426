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


class SameRefund(Row):
    """Is a refund that the source knows of (`past`) the one that we know already: a payment of ours, or one that staff recorded (`twin`)?

    Exactly one of `reimbursement` and `twin`. `same` False: somebody looked, and they are two. `amount_minor` of `past` is then not counted
    again. `actor` is `system` where amount, payment and day left no doubt.
    """

    past = TenantKey("orders.PastReturn")
    reimbursement = TenantKey(Reimbursement, null=True)
    twin = TenantKey("orders.PastReturn", null=True)
    same = models.BooleanField()
    amount_minor = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "settlement_samerefund"
        indexes = [models.Index(fields=["merchant", "past"], name="samerefund_past")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reimbursement=None, twin__isnull=False) | models.Q(reimbursement__isnull=False, twin=None),
                name="samerefund_one",
            ),
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
