"""What a customer owes the shop: money went before the goods came back, and nothing came."""

from django.db import models

from makegood.apps.settlement.words import DEBT_STATES
from makegood.base.rows import Row, TenantKey


class CustomerDebt(Row):
    """Noted on the case, never charged by itself. `paid`: they sent the money back; `let_be`: the shop let it go; `came`: the goods came after all."""

    reimbursement = TenantKey("settlement.Reimbursement")
    case = TenantKey("returns.Case")
    line = TenantKey("returns.CaseLine")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    due_was = models.DateField()
    state = models.CharField(max_length=8, choices=[(word, word) for word in DEBT_STATES], default="open")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_debt"
        indexes = [
            models.Index(fields=["merchant", "case"], name="debt_case"),
            models.Index(fields=["merchant"], name="debt_open", condition=models.Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "reimbursement"], name="debt_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="debt_amount"),
        ]
