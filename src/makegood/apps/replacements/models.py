"""Replacement orders and differences of price."""

from django.db import models

from makegood.apps.replacements.states import DIFFERENCE, LIVE, ORDER
from makegood.apps.replacements.words import PARTIES, REMEDIES
from makegood.base.rows import Row, TenantKey


class ReplacementOrder(Row):
    """`quantity` pieces of goods (`sku`, `title`) that `party` sends in place of a line's. A line has one that lives at a time.

    `decision` and `remedy` name the offer that was taken. `other_goods`: not the goods that were bought. `ready_on`: the day on which the
    party said that it leaves; `answer_by`: until when it was asked to say so. `reason` and `words` are the party's, where it can't.
    `way` and `plan` (casefile/sourcing.Plan) say why it leaves from there, `stock` the shelf. `then`: it was passed over, for the way of this name
    or, with NEXT, for the next best. No word of the customer: to whom it goes and what stands on it are read from their order.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case")
    line = TenantKey("returns.CaseLine")
    decision = TenantKey("returns.Decision")
    remedy = models.CharField(max_length=20, choices=[(word, word) for word in REMEDIES])
    party = models.CharField(max_length=10, choices=[(word, word) for word in PARTIES])
    agreement = TenantKey("suppliers.Agreement", null=True)
    stock = TenantKey("stock.Stock", null=True)
    way = models.CharField(max_length=80, blank=True)
    plan = models.JSONField(default=dict)
    then = models.CharField(max_length=80, blank=True)
    quantity = models.IntegerField()
    sku = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    other_goods = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(state, state) for state in ORDER], default="drafted")
    made_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ready_on = models.DateField(null=True)
    tracking = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=24, blank=True)
    words = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "replacements_order"
        indexes = [
            models.Index(fields=["merchant", "case"], name="replacement_case"),
            models.Index(fields=["merchant", "agreement"], name="replacement_party", condition=models.Q(state__in=["placed", "accepted"])),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="replacement_public"),
            models.UniqueConstraint(fields=["merchant", "line"], name="replacement_once", condition=models.Q(state__in=LIVE)),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="replacement_quantity"),
            models.CheckConstraint(condition=models.Q(party="shop", agreement=None) | models.Q(party="supplier", agreement__isnull=False), name="replacement_by"),
        ]  # fmt: skip


class PriceDifference(Row):
    """What the customer pays, or paid, because the goods that they chose in exchange cost more. Minor units of `currency`.

    `reference` is what the shop's own system calls the payment, and `back_reference` its way back.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case")
    line = TenantKey("returns.CaseLine")
    decision = TenantKey("returns.Decision")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=[(state, state) for state in DIFFERENCE], default="asked")
    pay_link = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    back_reference = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "replacements_difference"
        indexes = [
            models.Index(fields=["merchant", "case"], name="difference_case"),
            models.Index(fields=["merchant"], name="difference_held", condition=models.Q(state__in=["paid", "back_due"])),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="difference_public"),
            models.UniqueConstraint(fields=["merchant", "line", "decision"], name="difference_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="difference_amount"),
        ]
