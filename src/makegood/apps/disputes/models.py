"""Disputes, and what was answered to them."""

from django.db import models

from makegood.apps.disputes.states import ANSWER_STATES, DISPUTE_STATES
from makegood.apps.disputes.words import DISPUTE_KINDS, DISPUTE_REASONS
from makegood.base.rows import Row, TenantKey


class Dispute(Row):
    """One dispute of one payment, as its provider last said (`looked_at`). `status` is the provider's own word.

    `taken_minor`: what is gone from the shop's account because of it, in `currency`. `refund_anyway`: a person said that refunds of this
    order leave all the same. `next_look_at`: when it is read again; `problem` why it could not be.
    """

    public_id = models.CharField(max_length=24)
    connection = models.CharField(max_length=24)
    provider = models.CharField(max_length=20)
    source_id = models.CharField(max_length=120)
    order = TenantKey("orders.Order", null=True)
    case = TenantKey("returns.Case", null=True)
    payment = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=[(word, word) for word in DISPUTE_KINDS], default="dispute")
    state = models.CharField(max_length=16, choices=[(state, state) for state in DISPUTE_STATES], default="told")
    status = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=20, choices=[(word, word) for word in DISPUTE_REASONS], default="other_reason")
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    taken_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    fee_currency = models.CharField(max_length=3, blank=True)
    may_answer = models.BooleanField(default=False)
    refund_anyway = models.BooleanField(default=False)
    told_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    looks = models.IntegerField(default=0)
    next_look_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "disputes_dispute"
        indexes = [
            models.Index(fields=["merchant", "order"], name="dispute_order"),
            models.Index(fields=["merchant", "due_at"], name="dispute_open", condition=models.Q(state__in=["told", "needs_response"])),
            models.Index(fields=["next_look_at"], name="dispute_look", condition=models.Q(next_look_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="dispute_public"),
            models.UniqueConstraint(fields=["merchant", "provider", "source_id"], name="dispute_once"),
        ]


class DisputeAnswer(Row):
    """Our answer, approved by a person and sent once: its public id is its key for ever. Personal: erasable.

    `texts` by EVIDENCE_TEXTS; `files` [{field, file (id of an EvidenceFile), name}]: what was approved is what is sent.
    """

    public_id = models.CharField(max_length=24)
    dispute = TenantKey(Dispute)
    texts = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(state, state) for state in ANSWER_STATES], default="approved")
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=80)
    approved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disputes_answer"
        indexes = [models.Index(fields=["next_try_at"], name="disputeanswer_due", condition=models.Q(next_try_at__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="disputeanswer_public"),
            models.UniqueConstraint(fields=["merchant", "dispute"], name="disputeanswer_once"),
        ]
