"""A policy's text never changes; what changes is which one is in force."""

from django.db import models

from makegood.base.rows import Row, TenantKey


class PolicyVersion(Row):
    """One immutable policy text, addressed by its content hash."""

    public_id = models.CharField(max_length=24)
    hash = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    text = models.TextField()
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "policies_version"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "hash"], name="policy_once"),
            models.UniqueConstraint(fields=["merchant", "public_id"], name="policy_public"),
        ]


class Showing(Row):
    """What of the promise was served for a shop's pages, once for each content: `digest` is its SHA-256 and the `shown` that orders name.

    `place`: product, cart, checkout. `words`: what whoever read it was told (law/scenario, DISCLOSURES). `body` is the content itself, as it
    was served; it is kept for as long as the shop's books.
    """

    digest = models.CharField(max_length=64)
    place = models.CharField(max_length=10)
    goods = models.CharField(max_length=12)
    market = models.CharField(max_length=6)
    language = models.CharField(max_length=8)
    words = models.JSONField(default=list)
    body = models.JSONField()
    version = TenantKey(PolicyVersion)
    first_at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "policies_showing"
        constraints = [models.UniqueConstraint(fields=["merchant", "digest"], name="showing_once")]


class Draft(Row):
    """What the shop is thinking of promising: one text a shop, changed in place. `edition` counts, so that nobody writes over another's change."""

    text = models.TextField()
    edition = models.IntegerField()
    changed_at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        db_table = "policies_draft"
        constraints = [models.UniqueConstraint(fields=["merchant"], name="draft_one")]


class Publication(Row):
    """From `from_at` on, this version is in force (until the next publication)."""

    version = TenantKey(PolicyVersion)
    from_at = models.DateTimeField()
    note = models.CharField(max_length=500, default="")
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "policies_publication"
        constraints = [models.UniqueConstraint(fields=["merchant", "from_at"], name="publication_order")]
