"""Files of orders on their way in, and how a shop's tables are to be read."""

from django.db import models

from makegood.apps.orders.words import UPLOAD_STATES
from makegood.base.rows import Row


class Upload(Row):
    """A file that somebody of the shop sent, or put into its folder (`from_folder`). Its bytes lie in the data folder until `dropped_at`; `options` say how it is read,
    `counts` what came in so far (read, new, unchanged, changed, refused), `problem` why it could not be read at all."""

    public_id = models.CharField(max_length=24)
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=[(word, word) for word in UPLOAD_STATES], default="chosen")
    counts = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    from_folder = models.BooleanField(default=False)
    uploaded_by = models.CharField(max_length=60)
    uploaded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_upload"
        indexes = [models.Index(fields=["merchant", "-uploaded_at"], name="upload_newest")]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="upload_public")]


class TableMapping(Row):
    """Which column is what in tables with this header: confirmed by a person, used for the next file without a question."""

    fingerprint = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    confirmed_by = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField()

    class Meta:
        db_table = "orders_tablemapping"
        constraints = [models.UniqueConstraint(fields=["merchant", "fingerprint"], name="tablemapping_once")]
