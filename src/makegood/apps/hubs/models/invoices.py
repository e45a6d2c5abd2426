"""What a hub asks to be paid, line by line, and what the shop says to each."""

from django.db import models

from makegood.apps.hubs.words import ACTS, VERDICTS
from makegood.base.rows import Row, TenantKey


class HubInvoice(Row):
    """A hub's invoice for `since` to `until`, the last day included. `number` is the hub's own: the same one is taken once."""

    public_id = models.CharField(max_length=24)
    hub = models.ForeignKey("parties.Hub", models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "hubs_invoice"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="hubinvoice_public"),
            models.UniqueConstraint(fields=["merchant", "hub", "number"], name="hubinvoice_once"),
        ]


class HubInvoiceLine(Row):
    """`reference` names what it was done to (a label's code, a case number, an act's id); "" where the hub sums up many acts of a kind."""

    public_id = models.CharField(max_length=24)
    invoice = TenantKey(HubInvoice, related_name="lines")
    place = models.IntegerField()
    act = models.CharField(max_length=10, choices=[(act, act) for act in ACTS])
    reference = models.CharField(max_length=40, blank=True)
    done_on = models.DateField(null=True)
    quantity = models.IntegerField()
    amount_minor = models.BigIntegerField()

    append_only = True

    class Meta:
        db_table = "hubs_invoiceline"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="hubinvoiceline_public"),
            models.UniqueConstraint(fields=["merchant", "invoice", "place"], name="hubinvoiceline_place"),
        ]


class HubInvoiceWord(Row):
    """What the shop says to a line; the newest counts. `acts`: the public ids of the acts that an accepted line pays, which no other line pays then.

    `cause` is what differed then, `difference_minor` by how much.
    """

    line = TenantKey(HubInvoiceLine, related_name="words")
    verdict = models.CharField(max_length=8, choices=[(word, word) for word in VERDICTS])
    cause = models.CharField(max_length=16)
    difference_minor = models.BigIntegerField()
    acts = models.JSONField(default=list)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "hubs_invoiceword"
        indexes = [models.Index(fields=["merchant", "line"], name="hubinvoiceword_line")]
