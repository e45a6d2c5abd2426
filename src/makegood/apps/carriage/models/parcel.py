"""A return parcel and its lines."""

from django.db import models

from makegood.apps.carriage.words import PARCEL_STATES, RECEIVED_AS
from makegood.base.rows import Row, TenantKey
from makegood.base.tenancy import Merchant


class Parcel(Row):
    """Our own label: `code` is what the scanner reads (QR and Code 128), `number` the case number printed as RMA number.

    `carrier` and `tracking_number` once the customer or a carrier told us; `send_by` the last day to send it.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case")
    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+", null=True, db_index=False)
    code = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=[(state, state) for state in PARCEL_STATES], default="announced")
    paid_by = models.CharField(max_length=10)
    send_by = models.DateField(null=True)
    announced_at = models.DateTimeField()
    posted_on = models.DateField(null=True)
    carrier = models.CharField(max_length=40, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField(null=True)
    shelf = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "carriage_parcel"
        indexes = [
            models.Index(fields=["merchant", "case"], name="parcel_case"),
            models.Index(fields=["hub", "state"], name="parcel_hub"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="parcel_code"),
            models.UniqueConstraint(fields=["merchant", "public_id"], name="parcel_public"),
        ]


class ParcelLine(Row):
    """How many units of a case line are announced in the parcel, and how they were received (null: not yet)."""

    parcel = TenantKey(Parcel, related_name="lines")
    line = TenantKey("returns.CaseLine")
    quantity = models.IntegerField()
    received_as = models.CharField(max_length=8, blank=True, choices=[(word, word) for word in RECEIVED_AS])
    received_quantity = models.IntegerField(null=True)

    class Meta:
        db_table = "carriage_parcelline"
        indexes = [
            models.Index(fields=["merchant", "parcel"], name="parcelline_parcel"),
            models.Index(fields=["merchant", "line"], name="parcelline_line"),
        ]


class ExtraUnit(Row):
    """A unit in a parcel that nobody announced. It lies on `shelf` until the shop says what to do."""

    parcel = TenantKey(Parcel)
    text = models.CharField(max_length=200, blank=True)
    photo_digest = models.CharField(max_length=64, blank=True)
    shelf = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        db_table = "carriage_extra"
        indexes = [models.Index(fields=["merchant", "parcel"], name="extra_parcel")]


class Counted(Row):
    """How many pieces of one kind of goods whoever opened the parcel counted before the announcement was shown; `announced` is what that said.

    `sku` is empty for what nobody could name. `scanned_at` is the device's word for when; a device without a connection sends it later.
    """

    parcel = TenantKey(Parcel)
    sku = models.CharField(max_length=80, blank=True)
    said = models.IntegerField()
    announced = models.IntegerField()
    scanned_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "carriage_counted"
        indexes = [models.Index(fields=["merchant", "parcel"], name="counted_parcel")]


class StrayParcel(models.Model):
    """A parcel at a hub that matches no label: shelf U. No shop's row until somebody knows whose it is.

    `shop`: whom its label names, as the hub reads it; None: any shop of the hub may be meant. `sender`: what stands on it of who sent it,
    gone once it is settled. `wait_until`: the day by which a shop should have said. `parcel`: the public id of the announced one that it is.
    `denied`: ids of the shops that said it is not theirs. `key`: the device's own name of this scan, so that it is kept once however often it is sent.
    """

    public_id = models.CharField(max_length=24, unique=True)
    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, null=True)
    typed = models.CharField(max_length=120, blank=True)
    sender = models.CharField(max_length=300, blank=True)
    shop = models.ForeignKey(Merchant, models.PROTECT, related_name="+", null=True)
    label_photo = models.CharField(max_length=64, blank=True)
    content_photo = models.CharField(max_length=64, blank=True)
    shelf = models.CharField(max_length=12, default="U")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    wait_until = models.DateField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    parcel = models.CharField(max_length=24, blank=True)
    denied = models.JSONField(default=list)

    class Meta:
        db_table = "carriage_stray"
        indexes = [models.Index(fields=["hub", "wait_until"], name="stray_waits", condition=models.Q(settled_at=None))]
        constraints = [models.UniqueConstraint(fields=["hub", "key"], name="stray_once")]
