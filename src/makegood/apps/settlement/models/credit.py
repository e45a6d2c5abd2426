"""What a customer has as credit: a reimbursement of a credit kind has parts, and each part its moves. What is left is a sum, kept nowhere."""

from django.db import models

from makegood.apps.settlement.words import CREDIT_MOVES, CREDIT_PARTS, SPENDING_SOURCES
from makegood.base.rows import Row, TenantKey


class CreditPart(Row):
    """A line of a credit. `owed` stands for money, `bonus` was given on top.

    `source`: the remedy's basis, and of a bonus its percentage. `expires_on`: the last day, None where it never ends; `citation`: the rule of
    the market's law that lets what was owed end (a bonus needs none: nothing was paid for it). `warned_for`: the last day that the customer
    was told of, the only field that ever changes.
    """

    reimbursement = TenantKey("settlement.Reimbursement")
    kind = models.CharField(max_length=8, choices=[(word, word) for word in CREDIT_PARTS])
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=120)
    expires_on = models.DateField(null=True)
    citation = models.CharField(max_length=300, blank=True)
    warned_for = models.DateField(null=True)

    class Meta:
        db_table = "settlement_creditpart"
        indexes = [
            models.Index(fields=["merchant", "expires_on"], name="creditpart_ends", condition=models.Q(expires_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "reimbursement", "kind"], name="creditpart_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="creditpart_amount"),
            models.CheckConstraint(
                condition=~models.Q(kind="owed") | models.Q(expires_on=None) | ~models.Q(citation=""), name="creditpart_owed_ends_by_law"
            ),
        ]


class CreditMove(Row):
    """`spent` for an order of the shop's, `given_back` where that order was refunded, `expired`, or `revived`: it had been spent before its day.

    `order_key`: the order's number, folded; `reference`: of what is given back the shop's own name of the refund, of what expired the day.
    With them each is written once, however often it is told.
    """

    part = TenantKey(CreditPart)
    kind = models.CharField(max_length=10, choices=[(word, word) for word in CREDIT_MOVES])
    amount_minor = models.BigIntegerField()
    order_number = models.CharField(max_length=60, blank=True)
    order_key = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    source = models.CharField(max_length=8, choices=[(word, word) for word in SPENDING_SOURCES])
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "settlement_creditmove"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "part", "kind", "order_key", "reference"], name="creditmove_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="creditmove_amount"),
        ]
