"""Addresses of programs, what they are told, and each try."""

from django.db import models

from makegood.apps.webhooks.words import DELIVERY_STATES, OFF_BECAUSE, PROBLEMS
from makegood.base.rows import Row, TenantKey


class Endpoint(Row):
    """An address that hears of `types` (words.EVENTS). `off_because`: empty while it is on.

    `secret` is sealed; `old_secret` (sealed) signs as well until `old_until`. `failing_since`: nothing has arrived since then.
    """

    public_id = models.CharField(max_length=24)
    url = models.CharField(max_length=500)
    types = models.JSONField(default=list)
    secret = models.TextField(blank=True)
    old_secret = models.TextField(blank=True)
    old_until = models.DateTimeField(null=True)
    off_because = models.CharField(max_length=8, choices=[(word, word) for word in OFF_BECAUSE], blank=True)
    failing_since = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhooks_endpoint"
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="endpoint_public")]


class Delivery(Row):
    """One message to one address. The database itself writes it with the line of the timeline that it tells of (guard.py).

    `message_id` goes out as webhook-id and is the same at every try and at every address. The content is made from `line` when it
    is sent: nothing personal lies here. `tries` since it last began; `due_at` when the next is due, while it waits.
    """

    endpoint = TenantKey("webhooks.Endpoint")
    line = TenantKey("base.TimelineLine", null=True)
    message_id = models.CharField(max_length=40)
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(word, word) for word in DELIVERY_STATES], default="waiting")
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhooks_delivery"
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(state="waiting")),
            models.Index(fields=["merchant", "endpoint", "state", "at"], name="delivery_list"),
        ]
        constraints = [models.UniqueConstraint(fields=["merchant", "endpoint", "message_id"], name="delivery_once")]


class Try(Row):
    """What became of one call: `status` 0 where no answer came; `excerpt` the first bytes of the answer, never a secret of ours."""

    delivery = TenantKey("webhooks.Delivery")
    at = models.DateTimeField()
    ms = models.IntegerField(default=0)
    status = models.IntegerField(default=0)
    problem = models.CharField(max_length=20, choices=[(word, word) for word in PROBLEMS], blank=True)
    excerpt = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "webhooks_try"
        indexes = [models.Index(fields=["merchant", "delivery"], name="try_delivery")]
