"""What pays for a parcel's way: labels that the shop bought before, postage bought for one parcel, and what carriers say of it."""

from django.db import models

from makegood.apps.carriage.models.parcel import Parcel
from makegood.apps.carriage.words import LABEL_STATES, POSTAGE_STATES, POSTAGE_WAYS, TRACKED_AS
from makegood.base.evidence import EvidenceFile
from makegood.base.rows import Row, TenantKey


class LabelStock(Row):
    """An upload of labels that are paid for. `markets`: from where they are sent (empty: from anywhere). `cost_minor`: of one, where known.

    `expires_on`: the last day on which the carrier takes them. `ended_at`: taken out by a person; what was given out stays given.
    """

    public_id = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    carrier = models.CharField(max_length=40)
    markets = models.JSONField(default=list)
    cost_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    expires_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "carriage_labelstock"
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="labelstock_public")]


class PrepaidLabel(Row):
    """One label, given to one parcel once and never again, whatever becomes of it.

    `state`: free, given, void (given and not used: the carrier may give its money back), out (taken out before it was given).
    """

    stock = TenantKey(LabelStock)
    place = models.IntegerField()
    file = TenantKey(EvidenceFile)
    tracking_number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=[(state, state) for state in LABEL_STATES], default="free")
    parcel = TenantKey(Parcel, null=True)
    given_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "carriage_prepaidlabel"
        indexes = [models.Index(fields=["merchant", "stock"], name="prepaid_free", condition=models.Q(state="free"))]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "file"], name="prepaid_once"),
            models.UniqueConstraint(fields=["merchant", "tracking_number"], name="prepaid_number", condition=~models.Q(tracking_number="")),
            models.UniqueConstraint(fields=["merchant", "parcel"], name="prepaid_parcel", condition=models.Q(state="given")),
            models.CheckConstraint(
                condition=models.Q(state__in=("free", "out"), parcel=None) | models.Q(state__in=("given", "void"), parcel__isnull=False),
                name="prepaid_whose",
            ),
        ]


class Postage(Row):
    """What carries one parcel at the shop's cost. `way`: stock, easypost, by_hand (a person brought the label).

    `key` is the reference by which a provider is asked what became of it, for ever the same; `connection` the public id of what it was asked
    through; `shipment` and `tracker` are the provider's own names. `tries` calls to buy or to void, `next_try_at` the next; `problem` a code
    (web/postage_words.py), `detail` the provider's words. `voided_minor` what came back.
    """

    public_id = models.CharField(max_length=24)
    parcel = TenantKey(Parcel)
    way = models.CharField(max_length=10, choices=[(way, way) for way in POSTAGE_WAYS])
    state = models.CharField(max_length=12, choices=[(state, state) for state in POSTAGE_STATES])
    connection = models.CharField(max_length=24, blank=True)
    key = models.CharField(max_length=40)
    carrier = models.CharField(max_length=40, blank=True)
    service = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    cost_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    file = TenantKey(EvidenceFile, null=True)
    label_url = models.CharField(max_length=500, blank=True)
    shipment = models.CharField(max_length=64, blank=True)
    tracker = models.CharField(max_length=64, blank=True)
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    bought_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "carriage_postage"
        indexes = [
            models.Index(fields=["next_try_at"], name="postage_due", condition=models.Q(next_try_at__isnull=False)),
            models.Index(fields=["merchant", "tracker"], name="postage_tracker"),
            models.Index(fields=["merchant", "tracking_number"], name="postage_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="postage_public"),
            models.UniqueConstraint(fields=["merchant", "key"], name="postage_key"),
            models.UniqueConstraint(fields=["merchant", "parcel"], name="postage_living", condition=~models.Q(state="void")),
        ]


class TrackingEvent(Row):
    """One thing that a carrier said of a parcel, kept as it came. `key`: by which the same thing said twice is one.

    `said` is the carrier's own word, `means` ours (unknown where we have none for it). `at`: when it happened, null where no time (or no
    zone) was given; `at_text` that time as written. `by_way`: webhook, poll or person.
    """

    parcel = TenantKey(Parcel)
    key = models.CharField(max_length=64)
    said = models.CharField(max_length=60)
    means = models.CharField(max_length=12, choices=[(word, word) for word in TRACKED_AS])
    at = models.DateTimeField(null=True)
    at_text = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=80, blank=True)
    by_way = models.CharField(max_length=8)
    heard_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "carriage_trackingevent"
        indexes = [models.Index(fields=["merchant", "parcel"], name="tracking_parcel")]
        constraints = [models.UniqueConstraint(fields=["merchant", "parcel", "key"], name="tracking_once")]


class CarrierMessage(Row):
    """A message from a carrier's or provider's server, kept once by its own id; `tracker` is what it is about."""

    message_id = models.CharField(max_length=64)
    tracker = models.CharField(max_length=64, blank=True)
    heard_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "carriage_message"
        constraints = [models.UniqueConstraint(fields=["merchant", "message_id"], name="message_once")]
