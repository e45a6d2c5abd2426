"""A hub's prices for a shop, what it did, and what became stock again."""

from django.db import models

from makegood.apps.hubs.words import ACT_STATES, ACTS, DESTINATIONS
from makegood.base.rows import Row, TenantKey


class HubPrice(Row):
    """What one act costs from a day on: a parcel (receive), or a piece. Of several that had begun the latest day counts, then the latest row."""

    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(max_length=10, choices=[(act, act) for act in ACTS])
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "hubs_price"
        indexes = [models.Index(fields=["merchant", "hub"], name="hubprice_hub")]
        constraints = [models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="hubprice_not_negative")]


class HubAct(Row):
    """One act on `quantity` pieces (receive: one parcel). `subject` is what it was done to: a parcel's, an inspection's or a sample's public id.

    wanted: its turn is still to come; done: `at`, on `done_on` in the hub's own zone, for `price_minor` in all (null: no price was agreed).
    `paid_by`: the invoice's line that stands accepted for it.
    """

    public_id = models.CharField(max_length=24)
    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(max_length=10, choices=[(act, act) for act in ACTS])
    state = models.CharField(max_length=8, choices=[(state, state) for state in ACT_STATES])
    quantity = models.IntegerField()
    subject = models.CharField(max_length=40)
    case = TenantKey("returns.Case", null=True)
    line = TenantKey("returns.CaseLine", null=True)
    parcel = TenantKey("carriage.Parcel", null=True)
    shelf = models.CharField(max_length=12, blank=True)
    wanted_at = models.DateTimeField()
    at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)
    price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    paid_by = TenantKey("hubs.HubInvoiceLine", null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        db_table = "hubs_act"
        indexes = [
            models.Index(fields=["merchant", "hub", "done_on"], name="hubact_done"),
            models.Index(fields=["merchant", "line"], name="hubact_line", condition=models.Q(line__isnull=False)),
            models.Index(fields=["merchant", "paid_by"], name="hubact_paid", condition=models.Q(paid_by__isnull=False)),
            models.Index(fields=["merchant", "hub"], name="hubact_wanted", condition=models.Q(state="wanted")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="hubact_public"),
            models.UniqueConstraint(fields=["merchant", "subject", "act"], name="hubact_once"),
            models.CheckConstraint(condition=models.Q(state="done", at__isnull=False) | ~models.Q(state="done"), name="hubact_when"),
        ]


class RestockBatch(Row):
    """Pieces of many cases that became stock again together: one document. `number` counts within the shop."""

    public_id = models.CharField(max_length=24)
    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    destination = models.CharField(max_length=8, choices=[(word, word) for word in DESTINATIONS])
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "hubs_restock"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="restock_public"),
            models.UniqueConstraint(fields=["merchant", "number"], name="restock_number"),
        ]


class RestockLine(Row):
    batch = TenantKey(RestockBatch, related_name="lines")
    act = TenantKey(HubAct)
    order_line = TenantKey("orders.OrderLine")
    quantity = models.IntegerField()
    grade = models.CharField(max_length=1)

    append_only = True

    class Meta:
        db_table = "hubs_restockline"
        indexes = [models.Index(fields=["merchant", "batch"], name="restockline_batch")]
        constraints = [models.UniqueConstraint(fields=["merchant", "act"], name="restockline_once")]
