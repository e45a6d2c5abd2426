"""A supplier's dated terms with one shop."""

from django.db import models

from makegood.base.rows import Row


class Agreement(Row):
    """What supplier `code` owes this shop from `from_on` on. An unknown term is null: it is shown as unknown, never guessed.

    `terms` (JSON): `windows` {kind of trouble: {days, from: delivery|shipment}}, `covers` [kinds], `evidence` {photos: n, videos: n},
    `pays` {percent of cost: int, outbound_shipping: bool}, `credit_as` (credit_note, refund, deduct_from_invoice), `answer_days`,
    `credit_days`, `accepts_returns` bool, `production_days`, `transit_days` {country: days}, `sections` {kind: the term's own words}.
    """

    public_id = models.CharField(max_length=24)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    from_on = models.DateField()
    ended_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    terms = models.JSONField(default=dict)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")

    class Meta:
        db_table = "suppliers_agreement"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "code", "from_on"], name="agreement_dated"),
            models.UniqueConstraint(fields=["merchant", "public_id"], name="agreement_public"),
        ]
