"""The counter behind every rate limit."""

from django.db import models


class RateLimit(models.Model):
    """Tries in one span of time. `key` is a digest: no address or e-mail is kept."""

    key = models.CharField(max_length=64)
    bucket = models.DateTimeField()
    count = models.IntegerField(default=1)

    class Meta:
        db_table = "base_ratelimit"
        constraints = [models.UniqueConstraint(fields=["key", "bucket"], name="ratelimit_once")]
