"""Lists that were handed out, and what stood on them."""

from django.db import models

from makegood.apps.worklist.words import WORK
from makegood.base.rows import Row, TenantKey


class Handout(Row):
    """One list, numbered from 1 in each shop. It can be fetched again and is the same then."""

    public_id = models.CharField(max_length=24)
    number = models.IntegerField()
    rows = models.IntegerField()
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "worklist_handout"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="handout_number"),
            models.UniqueConstraint(fields=["merchant", "public_id"], name="handout_public"),
        ]


class HandoutRow(Row):
    """One thing to do. `key` names it for ever: it stands on one list only. `subject` is what it is about (a reimbursement, a case line, a case).

    `facts` are its cells as they were, without personal words: what was on the goods is read from `order_line` when the list is fetched, so
    that what was erased is erased here too.
    """

    handout = TenantKey(Handout)
    place = models.IntegerField()
    kind = models.CharField(max_length=16, choices=[(word, word) for word in WORK])
    key = models.CharField(max_length=80)
    subject = models.CharField(max_length=24)
    order_line = TenantKey("orders.OrderLine", null=True)
    facts = models.JSONField(default=dict)

    append_only = True

    class Meta:
        db_table = "worklist_row"
        indexes = [
            models.Index(fields=["merchant", "handout"], name="handoutrow_list"),
            models.Index(fields=["merchant", "subject"], name="handoutrow_subject"),
        ]
        constraints = [models.UniqueConstraint(fields=["merchant", "key"], name="handoutrow_once")]
