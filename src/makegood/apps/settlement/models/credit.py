"""Credit that a customer was given: what replaces money owed and what came on top, as parts of their own, and everything that was done with them."""

from django.db import models

from makegood.apps.settlement.models.refunds import Reimbursement
from makegood.apps.settlement.words import CREDIT_MOVES, CREDIT_PARTS
from makegood.base.rows import Row, TenantKey


class Credit(Row):
    """One code. `code_key` is a keyed digest of it: the code itself stands in the reimbursement and is found by this."""

    public_id = models.CharField(max_length=24)
    reimbursement = TenantKey(Reimbursement)
    case = TenantKey("returns.Case")
    code_key = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    given_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "settlement_credit"
        indexes = [models.Index(fields=["merchant", "case"], name="credit_case")]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="credit_public"),
            models.UniqueConstraint(fields=["merchant", "reimbursement"], name="credit_once"),
            models.UniqueConstraint(fields=["merchant", "code_key"], name="credit_code"),
        ]


class CreditPart(Row):
    """`owed` replaces money that was owed; `bonus` came on top, is spent first and may end. `until`: the last day on which it can be spent, with
    the source of that day; without one it never ends. `reminded_at`: the customer was told that it is about to end.
    """

    credit = TenantKey(Credit)
    kind = models.CharField(max_length=6, choices=[(word, word) for word in CREDIT_PARTS])
    amount_minor = models.BigIntegerField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_creditpart"
        indexes = [
            models.Index(fields=["merchant", "credit"], name="creditpart_credit"),
            models.Index(fields=["merchant", "until"], name="creditpart_until", condition=models.Q(until__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "credit", "kind"], name="creditpart_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="creditpart_amount"),
        ]


class CreditMove(Row):
    """What was done with a part, in the order in which it was done. `spent` and `returned` name the shop's order; `returned` gives back what that order had spent."""

    part = TenantKey(CreditPart)
    kind = models.CharField(max_length=8, choices=[(word, word) for word in CREDIT_MOVES])
    amount_minor = models.BigIntegerField()
    order_number = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "settlement_creditmove"
        indexes = [models.Index(fields=["merchant", "part"], name="creditmove_part")]
        constraints = [models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="creditmove_amount")]
