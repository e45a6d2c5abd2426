"""Reimbursements and credit notes."""

from django.db import models

from makegood.apps.settlement.states import OPEN, TRANSFER_STATES, TRANSITIONS
from makegood.apps.settlement.words import CODE_KINDS, REIMBURSEMENT_KINDS
from makegood.base.rows import Row, TenantKey


class Reimbursement(Row):
    """What one line is owed, by kind. Money kinds carry `amount_minor` of `currency`; goods kinds carry 0.

    `breakdown` is the refund quote's answer, `by_payment` [{id, amount_minor}]; `idempotency_key` is what the provider gets;
    `attempt` counts the times it was begun. `due_on` is the law's or the promise's last day. Where a provider pays, `moved_minor` is
    what its transfers say has left, and `excess_minor` what left too much and nobody has dealt with. `in_question`: the shop's system
    tells of a refund that may be this one, or may have been given beside it; a person says (tell_same).
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
    moved_minor = models.BigIntegerField(default=0)
    excess_minor = models.BigIntegerField(default=0)
    in_question = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_reimbursement"
        indexes = [
            models.Index(fields=["merchant", "case"], name="reimbursement_case"),
            models.Index(fields=["merchant", "state"], name="reimbursement_open", condition=models.Q(state__in=["pending", "failed"])),
            models.Index(fields=["merchant"], name="reimbursement_excess", condition=models.Q(excess_minor__gt=0)),
            models.Index(fields=["merchant"], name="reimbursement_asked", condition=models.Q(in_question=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="reimbursement_public"),
            models.UniqueConstraint(fields=["merchant", "idempotency_key"], name="reimbursement_once"),
            models.UniqueConstraint(
                fields=["merchant", "provider_ref"],
                name="reimbursement_code",
                condition=models.Q(kind__in=CODE_KINDS) & ~models.Q(provider_ref=""),
            ),
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


class Transfer(Row):
    """One movement of money that one provider is asked for, under one idempotency key for ever.

    `payment` is the provider's own name of what the customer paid with; `amount_minor` what is asked, `moved_minor` what the provider
    says has left. `tries` counts how often it was sent, `asks` how often in a row its outcome was asked for. `next_try_at`: when the
    system goes on by itself; an open one without it waits for a person. `problem` is a code of PROBLEMS. `goods`: what the shop's own
    system is told of the pieces beside the money, frozen with the key: {"order", "lines": [{"line", "quantity", "place"}], "shipping_minor"}.
    """

    public_id = models.CharField(max_length=24)
    reimbursement = TenantKey(Reimbursement)
    case = TenantKey("returns.Case")
    line = TenantKey("returns.CaseLine")
    connection = models.CharField(max_length=24, blank=True)
    provider = models.CharField(max_length=20)
    payment = models.CharField(max_length=120, blank=True)
    method = models.CharField(max_length=60, blank=True)
    amount_minor = models.BigIntegerField()
    moved_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=[(state, state) for state in TRANSFER_STATES], default="waiting")
    provider_ref = models.CharField(max_length=120, blank=True)
    tries = models.IntegerField(default=0)
    asks = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    goods = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_transfer"
        indexes = [
            models.Index(fields=["merchant", "reimbursement"], name="transfer_of"),
            models.Index(fields=["merchant", "case"], name="transfer_case"),
            models.Index(fields=["merchant"], name="transfer_open", condition=models.Q(state__in=OPEN)),
            models.Index(fields=["merchant", "next_try_at"], name="transfer_due", condition=models.Q(next_try_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="transfer_public"),
            models.UniqueConstraint(fields=["merchant", "key"], name="transfer_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0, moved_minor__gte=0), name="transfer_amount"),
        ]


class ProviderEvent(Row):
    """A webhook that came: its id is taken once. `key` is the idempotency key that it names; what it says is only a reason to ask."""

    event_id = models.CharField(max_length=120)
    key = models.CharField(max_length=120, blank=True)
    came_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "settlement_event"
        constraints = [models.UniqueConstraint(fields=["merchant", "event_id"], name="event_once")]


class CreditNoteCounter(Row):
    """The last number given in a year; taken under a lock, so that numbers have no gaps."""

    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "settlement_counter"
        constraints = [models.UniqueConstraint(fields=["merchant", "year"], name="counter_year")]


class CreditNote(Row):
    """The fiscal document that corrects an invoice. `body` is all that stands on it but the customer's name and address.

    `cancels`: the note that this one takes back, because its refund was reversed. A note is never changed or deleted.
    """

    number = models.CharField(max_length=20)
    reimbursement = TenantKey(Reimbursement)
    cancels = TenantKey("settlement.CreditNote", null=True)
    issued_on = models.DateField()
    body = models.JSONField()

    append_only = True

    class Meta:
        db_table = "settlement_creditnote"
        indexes = [models.Index(fields=["merchant", "reimbursement"], name="creditnote_of")]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="creditnote_number"),
            models.UniqueConstraint(fields=["merchant", "reimbursement"], name="creditnote_once", condition=models.Q(cancels=None)),
            models.UniqueConstraint(fields=["merchant", "cancels"], name="creditnote_cancelled_once"),
        ]
