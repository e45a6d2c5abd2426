"""A connected shop system: what is known of it, how far its orders are in, and what it told us."""

from django.db import models

from makegood.apps.orders.words import MESSAGE_KINDS, MESSAGE_STATES, PULL_STATES
from makegood.base.rows import Row, TenantKey


class ShopSync(Row):
    """One row a connection. `account`: ShopAccount as JSON; `hooks`: HooksState as JSON; `problem`: the last refusal of the system itself,
    empty where it answers.

    `backfill_*` is the bringing in of all orders: `cursor` is the connector's own, `counts` as an upload's, `seen` what the system has found.
    `check_*` is the comparison that finds what no message told: it has read all that was touched before `checked_to`; `check_from` is where
    the running one began, `check_counts` what it found ({read, new, changed, unchanged, refused}), `checked_at` when one last ended.
    """

    connection = TenantKey("base.Connection")
    account = models.JSONField(default=dict)
    account_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)
    hooks = models.JSONField(default=dict)
    hooks_at = models.DateTimeField(null=True)
    backfill_state = models.CharField(max_length=10, choices=[(word, word) for word in PULL_STATES], default="none")
    backfill_since = models.DateField(null=True)
    backfill_cursor = models.TextField(blank=True)
    backfill_counts = models.JSONField(default=dict)
    backfill_problem = models.JSONField(default=dict)
    backfill_began_at = models.DateTimeField(null=True)
    backfill_ended_at = models.DateTimeField(null=True)
    backfill_tries = models.IntegerField(default=0)
    check_state = models.CharField(max_length=10, choices=[(word, word) for word in PULL_STATES], default="none")
    check_from = models.DateTimeField(null=True)
    check_cursor = models.TextField(blank=True)
    check_counts = models.JSONField(default=dict)
    check_problem = models.JSONField(default=dict)
    check_began_at = models.DateTimeField(null=True)
    check_tries = models.IntegerField(default=0)
    checked_to = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_shopsync"
        constraints = [models.UniqueConstraint(fields=["merchant", "connection"], name="shopsync_once")]


class ShopOrder(Row):
    """An order there as we last read it: `updated_at` is the system's own. `problem`: why it could not come in, {} where it is in."""

    connection = TenantKey("base.Connection")
    source_id = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True)
    updated_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField()
    problem = models.JSONField(default=dict)
    tries = models.IntegerField(default=0)

    class Meta:
        db_table = "orders_shoporder"
        indexes = [models.Index(fields=["merchant", "connection"], name="shoporder_refused", condition=~models.Q(problem={}))]
        constraints = [models.UniqueConstraint(fields=["merchant", "connection", "source_id"], name="shoporder_once")]


class ShopMessage(Row):
    """What the system told us, kept once. Its words are not kept: `ids` has plain ids. `problem`: why nothing could follow."""

    connection = TenantKey("base.Connection")
    public_id = models.CharField(max_length=24)
    message_id = models.CharField(max_length=120)
    event_id = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=[(word, word) for word in MESSAGE_KINDS])
    order_source_id = models.CharField(max_length=120, blank=True)
    ids = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(word, word) for word in MESSAGE_STATES], default="waiting")
    problem = models.JSONField(default=dict)
    tries = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_shopmessage"
        indexes = [
            models.Index(fields=["merchant", "at"], name="shopmessage_open", condition=~models.Q(state="done")),
            models.Index(fields=["merchant", "-at"], name="shopmessage_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="shopmessage_public"),
            models.UniqueConstraint(fields=["merchant", "connection", "message_id"], name="shopmessage_once"),
            models.UniqueConstraint(
                fields=["merchant", "connection", "topic", "order_source_id", "event_id"],
                condition=~models.Q(event_id=""), name="shopmessage_event_once",
            ),
        ]  # fmt: skip
