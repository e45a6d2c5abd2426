"""What a customer was shown of the promise before they bought, as the shop tells it with the order."""

from django.db import models

from makegood.apps.orders.models.order import Order
from makegood.base.rows import Row, TenantKey


class OrderDisclosure(Row):
    """One text that was shown: `digest` names it (policies_showing). `words` are those that count for this order; none where it was shown
    for another market or after the order. `shown_at` is what the shop said, the order's own moment where it said none.
    """

    order = TenantKey(Order)
    digest = models.CharField(max_length=64)
    place = models.CharField(max_length=10)
    words = models.JSONField(default=list)
    shown_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "orders_disclosure"
        constraints = [models.UniqueConstraint(fields=["merchant", "order", "digest"], name="disclosure_once")]
