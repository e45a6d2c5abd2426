"""By what an order can be found, and who asked for one in vain."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from makegood.apps.orders.models.order import Order
from makegood.apps.orders.words import INQUIRY_STATES
from makegood.base.rows import Row, TenantKey
from makegood.base.tenancy import Merchant


class OrderTokens(models.Model):
    """Keyed digests of an order's words (orders/tokens.py); no word can be read from them, and each is the shop's own.

    No row level security: it would keep a GIN index from being used. Read merchant first, by `queries.orders_with` alone (ADR 0019).
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="+", db_index=False)
    order_id = models.BigIntegerField(unique=True)
    tokens = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "orders_tokens"
        indexes = [GinIndex(fields=["tokens"], name="order_tokens")]


class Inquiry(Row):
    """Somebody could not find their order: what they typed, and what they wrote. Personal words: erasable. `order` once staff found it."""

    public_id = models.CharField(max_length=24)
    number = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    state = models.CharField(max_length=10, choices=[(word, word) for word in INQUIRY_STATES], default="open")
    order = TenantKey(Order, null=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_inquiry"
        indexes = [models.Index(fields=["merchant"], name="inquiry_open", condition=models.Q(state="open"))]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="inquiry_public")]
