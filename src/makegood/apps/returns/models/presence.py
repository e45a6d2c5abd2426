"""Who has a case open before them."""

from django.db import models

from makegood.base.rows import Row, TenantKey


class CasePresence(Row):
    """No fact of the trade: it leaves no timeline line and is gone after `until`. A page that asks again and again keeps it short."""

    case = TenantKey("returns.Case")
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "returns_presence"
        constraints = [models.UniqueConstraint(fields=["merchant", "case", "person"], name="presence_once")]
