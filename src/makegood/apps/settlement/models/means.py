"""Where a customer wants their money when it can't go back the way it came."""

from django.db import models

from makegood.apps.settlement.words import MEANS_STATES
from makegood.base.rows import Row, TenantKey


class OtherMeans(Row):
    """Of one refund. `asked`: a link was sent; `given`: an account lies sealed; `shown`: a person has seen it, once; then how it ended.

    `sealed` (base.sealing, purpose `means`) is emptied when it ends, whatever the way; `last4` are the account's last letters, to tell it by.
    """

    reimbursement = TenantKey("settlement.Reimbursement")
    state = models.CharField(max_length=8, choices=[(word, word) for word in MEANS_STATES], default="asked")
    sealed = models.TextField(blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_means"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "reimbursement"], name="means_once"),
            models.CheckConstraint(condition=models.Q(ended_at=None) | models.Q(sealed=""), name="means_erased_at_the_end"),
        ]
