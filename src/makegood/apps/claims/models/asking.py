"""The customer is asked once more, for the shop's sake alone."""

from django.db import models

from makegood.apps.claims.models.claim import Claim
from makegood.apps.claims.words import ASK_ENDS
from makegood.base.rows import Row, TenantKey


class CustomerAsk(Row):
    """Once a claim. The words that were written to them, and theirs, are rows of the case that can be erased (topics `claim_ask`, `claim_told`).

    `photos`: how many pictures would help; `until_on`: until when it helps. After it, or after a no, the claim goes on without.
    """

    claim = TenantKey(Claim)
    photos = models.SmallIntegerField()
    until_on = models.DateField()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=10, blank=True, choices=[(word, word) for word in ASK_ENDS])

    class Meta:
        db_table = "claims_customerask"
        constraints = [models.UniqueConstraint(fields=["merchant", "claim"], name="ask_once")]
