"""An order and its lines: facts frozen at import, never converted or computed again."""

from django.db import models

from makegood.apps.orders.words import CUSTOMER_INPUTS, SOURCES
from makegood.base.rows import Row, TenantKey


class Order(Row):
    """Amounts are minor units of `currency` (the customer's); `shop_rate` is shop currency per unit of it, frozen as text.

    `number_key` is the number as people type it, folded; `email_digest` and `postcode_digest` are keyed digests for look-up.
    `disclosures` and `consents` are the words of the law's scenario; `policy` the version in force when it was placed.
    """

    public_id = models.CharField(max_length=24)
    source = models.CharField(max_length=20, choices=[(word, word) for word in SOURCES])
    source_id = models.CharField(max_length=120)
    source_digest = models.CharField(max_length=64)
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60)
    placed_at = models.DateTimeField()
    placed_on = models.DateField()
    market = models.CharField(max_length=6)
    channel = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    shop_currency = models.CharField(max_length=3)
    shop_rate = models.CharField(max_length=24, default="1")
    prices_include_tax = models.BooleanField()
    goods_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    shipping_discount_minor = models.BigIntegerField(default=0)
    shipping_tax_rate = models.CharField(max_length=12, default="0")
    shipping_tax_minor = models.BigIntegerField(default=0)
    standard_shipping_minor = models.BigIntegerField(null=True)
    duties_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    shipped_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    delivery_terms = models.CharField(max_length=3, blank=True)
    campaign = models.CharField(max_length=80, blank=True)
    payment_method = models.CharField(max_length=60, blank=True)
    gift = models.BooleanField(default=False)
    occasion = models.CharField(max_length=10, default="none")
    tags = models.JSONField(default=list)
    disclosures = models.JSONField(default=list)
    disclosed_late_on = models.DateField(null=True)
    contract_document_on = models.DateField(null=True)
    consents = models.JSONField(default=list)
    policy = TenantKey("policies.PolicyVersion", null=True)
    language = models.CharField(max_length=8, blank=True)
    email_digest = models.CharField(max_length=64, blank=True)
    postcode_digest = models.CharField(max_length=64, blank=True)
    customer_digest = models.CharField(max_length=64, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField()

    class Meta:
        db_table = "orders_order"
        indexes = [
            models.Index(fields=["merchant", "number_key"], name="order_number"),
            models.Index(fields=["merchant", "-placed_at"], name="order_placed"),
            models.Index(fields=["merchant", "customer_digest"], name="order_customer", condition=~models.Q(customer_digest="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "source", "source_id"], name="order_once"),
            models.UniqueConstraint(fields=["merchant", "public_id"], name="order_public"),
        ]


class OrderContact(Row):
    """Personal words of an order; erased together, the order stays."""

    order = TenantKey(Order)
    name = models.CharField(max_length=160, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.JSONField(default=list)
    postcode = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_contact"
        constraints = [models.UniqueConstraint(fields=["merchant", "order"], name="contact_once")]


class OrderLine(Row):
    """`quantity` units sold alike. Per line: `unit_price_minor` as shown, `discount_minor` its own, `order_discount_minor` its share;
    `gross_minor` is what was paid for it, tax included. `cost_minor` a unit, in the shop's currency; null is unknown.
    `rate_texts` keeps the source's own decimals where they say more than minor units do. `text_told_at`: when a person, or the source at
    last, told what was on it; null where it came with the order. `variant_ref`: the source's own id of the goods; "" where it does not say.
    `batch`: its maker's lot; `text_version`: of the product's text that the customer read; "" where the source does not say.
    `supplier`: its code as the source names it; `agreement`: whose terms were in force when it was ordered, null as long as there are none.
    """

    public_id = models.CharField(max_length=24)
    order = TenantKey(Order, related_name="lines")
    position = models.IntegerField()
    source_id = models.CharField(max_length=120, blank=True)
    sku = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    variant = models.CharField(max_length=200, blank=True)
    variant_ref = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=80, blank=True)
    material = models.CharField(max_length=40, blank=True)
    image = models.CharField(max_length=300, blank=True)
    quantity = models.IntegerField()
    unit_price_minor = models.BigIntegerField()
    source_price = models.CharField(max_length=24, blank=True)
    discount_minor = models.BigIntegerField(default=0)
    order_discount_minor = models.BigIntegerField(default=0)
    tax_rate = models.CharField(max_length=12, default="0")
    tax_minor = models.BigIntegerField(default=0)
    taxes = models.JSONField(default=list)
    gross_minor = models.BigIntegerField()
    shipping_share_minor = models.BigIntegerField(default=0)
    duties_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(null=True)
    weight_g = models.IntegerField(null=True)
    customer_input = models.CharField(max_length=20, choices=[(word, word) for word in CUSTOMER_INPUTS], default="unknown")
    text_told_at = models.DateTimeField(null=True)
    flags = models.JSONField(default=dict)
    production_days = models.IntegerField(null=True)
    production_cost_minor = models.BigIntegerField(null=True)
    resale_minor = models.BigIntegerField(null=True)
    supplier = models.CharField(max_length=60, blank=True)
    batch = models.CharField(max_length=60, blank=True)
    text_version = models.CharField(max_length=60, blank=True)
    agreement = TenantKey("suppliers.Agreement", null=True)

    @property
    def text_missing(self) -> bool:
        """The source does not tell what the customer had put on it: a person decides, and it is never stock (docs/adr/0023)."""
        return self.customer_input == "unknown" and not self.flags.get("no_goods", False)

    class Meta:
        db_table = "orders_line"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "order", "position"], name="line_position"),
            models.UniqueConstraint(fields=["merchant", "public_id"], name="line_public"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="line_quantity"),
        ]


class OrderLineWords(Row):
    """What the customer had put on it: `inputs` is [{name, value}]. Personal: erasable, with the `salt` of its digest. `proof` is a reference to its picture."""

    line = TenantKey(OrderLine)
    inputs = models.JSONField(default=list)
    salt = models.CharField(max_length=32, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_linewords"
        constraints = [models.UniqueConstraint(fields=["merchant", "line"], name="linewords_once")]
