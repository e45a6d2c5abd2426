"""Stocks, what moved in them, and the sources of a product."""

from django.db import models

from makegood.apps.stock.words import HOLDERS, MOVES
from makegood.base.rows import Row, TenantKey


class Stock(Row):
    """Pieces of one product at one place. `code`: the supplier whose shelf it is. `ready_days`: working days until a piece leaves.

    `transit` is {market or country, or `*`: working days on the road}; a market that it does not name is not sent to. `cost_minor`: what it costs
    the shop to send one, in its currency; null is unknown. `on_hand` and `reserved` are what the movements come to (operations.py writes
    both at once); the database lets neither of them lie.
    """

    public_id = models.CharField(max_length=24)
    sku = models.CharField(max_length=80)
    place = models.CharField(max_length=60)
    holder = models.CharField(max_length=10, choices=[(word, word) for word in HOLDERS])
    code = models.SlugField(max_length=60, blank=True)
    ready_days = models.IntegerField(default=1)
    transit = models.JSONField(default=dict)
    cost_minor = models.BigIntegerField(null=True)
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        db_table = "stock_stock"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="stock_public"),
            models.UniqueConstraint(fields=["merchant", "sku", "place"], name="stock_once"),
            models.CheckConstraint(condition=models.Q(reserved__gte=0, on_hand__gte=models.F("reserved")), name="stock_true"),
            models.CheckConstraint(condition=models.Q(holder="supplier") ^ models.Q(code=""), name="stock_whose"),
        ]

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved


class Movement(Row):
    """What came, went, or was promised to somebody; never changed. The sums of a stock's movements are its two numbers."""

    stock = TenantKey(Stock)
    what = models.CharField(max_length=10, choices=[(word, word) for word in MOVES])
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    subject = models.CharField(max_length=24, blank=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "stock_movement"
        indexes = [
            models.Index(fields=["merchant", "stock"], name="movement_stock"),
            models.Index(fields=["merchant", "subject"], name="movement_subject", condition=~models.Q(subject="")),
        ]


class Source(Row):
    """Supplier `code` makes this product. Days are working days, `transit` and `cost_minor` (of one piece, the way to the customer included) as a stock's.

    `rank`: which comes first where nothing else decides. `personalised`: it can put a customer's own text or picture on it.
    """

    sku = models.CharField(max_length=80)
    code = models.SlugField(max_length=60)
    production_days = models.IntegerField(null=True)
    transit = models.JSONField(default=dict)
    cost_minor = models.BigIntegerField(null=True)
    rank = models.IntegerField(default=1)
    personalised = models.BooleanField(default=False)

    class Meta:
        db_table = "stock_source"
        constraints = [models.UniqueConstraint(fields=["merchant", "sku", "code"], name="source_once")]
