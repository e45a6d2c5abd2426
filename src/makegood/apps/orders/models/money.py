"""What was paid, and what went back before makegood saw the order."""

from django.db import models

from makegood.apps.orders.models.order import Order, OrderLine
from makegood.apps.orders.words import PAST_KINDS
from makegood.base.rows import Row, TenantKey


class OrderPayment(Row):
    """One payment. `method` is what a customer recognises, such as "Visa 4242"."""

    order = TenantKey(Order, related_name="payments")
    source_id = models.CharField(max_length=120, blank=True)
    gateway = models.CharField(max_length=60, blank=True)
    method = models.CharField(max_length=60, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    shop_amount_minor = models.BigIntegerField(null=True)
    paid_on = models.DateField(null=True)

    class Meta:
        db_table = "orders_payment"
        indexes = [
            models.Index(fields=["merchant", "order"], name="payment_order"),
            models.Index(fields=["merchant", "source_id"], name="payment_source"),
        ]


class PastReturn(Row):
    """A refund, return, cancellation or write-off that the source knows of.

    `order` and `line` are null where no sale was found; then `sku` and `text` say what the source says.
    `source_key` makes a second import of the same row change nothing. `known_at` is when we learnt of it. A refund made elsewhere that
    staff recorded has the source `by_hand`, an `actor` and a reason in `text`; what was recorded wrongly is undone by a row that names it
    in `reverses`, never changed. `ours`: the key of a movement of our own that the refund itself names.
    """

    kind = models.CharField(max_length=24, choices=[(word, word) for word in PAST_KINDS])
    source = models.CharField(max_length=20)
    source_key = models.CharField(max_length=160)
    order = TenantKey(Order, null=True, related_name="past_returns")
    line = TenantKey(OrderLine, null=True)
    sku = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300, blank=True)
    quantity = models.IntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    payment = TenantKey(OrderPayment, null=True)
    reverses = TenantKey("orders.PastReturn", null=True)
    actor = models.CharField(max_length=80, blank=True)
    ours = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    known_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_pastreturn"
        indexes = [models.Index(fields=["merchant", "order"], name="past_order")]
        constraints = [models.UniqueConstraint(fields=["merchant", "source", "source_key"], name="past_once")]
