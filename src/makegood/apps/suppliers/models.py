"""A supplier's dated terms with one shop."""

from django.db import models

from makegood.base.rows import Row


class Agreement(Row):
    """What supplier `code` owes this shop from `from_on` on: one version of its terms; a change is another row, and what was ordered before keeps its own.

    `terms` (JSON) has the shape of shape.py: an unknown term is left out, shown as unknown, never guessed. It counts for nothing that the shop
    gives away before `confirmed_at`, when a person said that it is what the contract says. `pack`: what it began with (packs.py), as it was then;
    {} where it was written down by the shop itself.
    """

    public_id = models.CharField(max_length=24)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    from_on = models.DateField()
    ended_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    terms = models.JSONField(default=dict)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")
    pack = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "suppliers_agreement"
        indexes = [models.Index(fields=["merchant", "code", "from_on"], name="agreement_dated")]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="agreement_public")]

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None


class Product(Row):
    """Who supplies what bears this article number, where the shop has said so: it goes before what an order names."""

    sku = models.CharField(max_length=80)
    code = models.SlugField(max_length=60)

    class Meta:
        db_table = "suppliers_product"
        constraints = [models.UniqueConstraint(fields=["merchant", "sku"], name="product_once")]


class Autopilot(Row):
    """Whether claims on supplier `code` go out by themselves, as the shop has said; the newest row counts, without one they don't."""

    code = models.SlugField(max_length=60)
    is_on = models.BooleanField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "suppliers_autopilot"
        indexes = [models.Index(fields=["merchant", "code", "-id"], name="autopilot_newest")]
