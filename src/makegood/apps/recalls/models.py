"""A campaign, whom it concerns, and what it makes somebody do."""

from django.db import models

from makegood.apps.recalls.states import CONTACT, RECALL
from makegood.apps.recalls.words import CAUSES, DUTIES, KINDS
from makegood.base.rows import Row, TenantKey


class Recall(Row):
    """Goods of one article number that are called back: of `supplier` and `batch`, ordered from `from_on` to `until_on` ("" and null: all).

    `kind` answers the first question, whether it could hurt anyone. `hazard` and `what_to_do` are the shop's words for its customers,
    by language; `reach` where they can ask without cost. `own_brand` as it was then: the shop stands as the manufacturer.
    """

    public_id = models.CharField(max_length=24)
    kind = models.CharField(max_length=10, choices=[(word, word) for word in KINDS])
    sku = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    supplier = models.CharField(max_length=60, blank=True)
    batch = models.CharField(max_length=60, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    hazard = models.JSONField(default=dict)
    what_to_do = models.JSONField(default=dict)
    reach = models.CharField(max_length=200, blank=True)
    remedies = models.JSONField(default=list)
    verified_batch = models.CharField(max_length=60, blank=True)
    own_brand = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(state, state) for state in RECALL], default="telling")
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=80)
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recalls_recall"
        indexes = [models.Index(fields=["merchant", "sku"], name="recall_sku")]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="recall_public")]


class RecallContact(Row):
    """One customer of a campaign, by the digest that their orders share, whatever they bought of it: written to once.

    `order` is their newest; their name and address are read there, never kept here. `notice`: the public id of the letter.
    """

    recall = TenantKey(Recall)
    public_id = models.CharField(max_length=24)
    key = models.CharField(max_length=64)
    order = TenantKey("orders.Order")
    state = models.CharField(max_length=10, choices=[(state, state) for state in CONTACT], default="waiting")
    notice = models.CharField(max_length=24, blank=True)
    told_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recalls_contact"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="recall_contact_public"),
            models.UniqueConstraint(fields=["merchant", "recall", "key"], name="recall_contact_once"),
        ]


class RecallUnit(Row):
    """`quantity` pieces of one order line that are called back; `case` the one in which it is made good, as soon as there is one."""

    recall = TenantKey(Recall)
    contact = TenantKey(RecallContact, related_name="units")
    order = TenantKey("orders.Order")
    order_line = TenantKey("orders.OrderLine")
    quantity = models.IntegerField()
    case = TenantKey("returns.Case", null=True)

    class Meta:
        db_table = "recalls_unit"
        indexes = [
            models.Index(fields=["merchant", "contact"], name="recall_unit_contact"),
            models.Index(fields=["merchant", "order"], name="recall_unit_order"),
            models.Index(fields=["merchant", "order_line"], name="recall_unit_line"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "recall", "order_line"], name="recall_unit_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="recall_unit_quantity"),
        ]


class AuthorityTask(Row):
    """Somebody has to be told by `due_at`: `duty` says whom. `by_law`: the rule names the time; otherwise it says "at once", and the day is ours.

    `case` where an injury was told in one. `portal`, `cite`, `confidence` are the law data's. `reference`: what the authority or the maker answered with.
    """

    public_id = models.CharField(max_length=24)
    cause = models.CharField(max_length=8, choices=[(word, word) for word in CAUSES])
    recall = TenantKey(Recall, null=True)
    case = TenantKey("returns.Case", null=True)
    market = models.CharField(max_length=6)
    duty = models.CharField(max_length=10, choices=[(word, word) for word in DUTIES])
    portal = models.CharField(max_length=200, blank=True)
    cite = models.CharField(max_length=300)
    confidence = models.CharField(max_length=8)
    by_law = models.BooleanField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "recalls_task"
        indexes = [models.Index(fields=["merchant", "due_at"], name="recall_task_due", condition=models.Q(done_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="recall_task_public"),
            models.CheckConstraint(
                condition=models.Q(cause="recall", recall__isnull=False) | models.Q(cause="injury", case__isnull=False),
                name="recall_task_of",
            ),
        ]


class ProductMaker(Row):
    """Whose product it is in law: sold under the shop's own brand, or who answers for it in the EU (Reg. (EU) 2023/988 art. 16)."""

    sku = models.CharField(max_length=80)
    own_brand = models.BooleanField(default=False)
    responsible = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        db_table = "recalls_maker"
        constraints = [models.UniqueConstraint(fields=["merchant", "sku"], name="maker_once")]
