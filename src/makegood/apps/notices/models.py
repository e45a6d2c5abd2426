"""A notice is written with what it tells of; a sweep sends it. Personal words: erasable."""

from django.db import models

from makegood.base.rows import Row, TenantKey

STATES = ("pending", "sent", "failed", "unsendable")


class Notice(Row):
    """One message to one person. `kind` names its text (notices/stages) or is `message` for words somebody wrote.

    `direction` is out (we wrote) or in (they wrote: nothing is sent). `unsendable`: we have no address; it stands on the case page.
    `again`: the earlier letter whose words this one carries to another address.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case", null=True)
    again = TenantKey("notices.Notice", null=True)
    kind = models.CharField(max_length=30)
    direction = models.CharField(max_length=3, default="out")
    audience = models.CharField(max_length=10)
    to = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="pending")
    attempts = models.IntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        db_table = "notices_notice"
        indexes = [
            models.Index(fields=["merchant", "case"], name="notice_case"),
            models.Index(fields=["merchant", "made_at"], name="notice_pending", condition=models.Q(state="pending")),
        ]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="notice_public")]
