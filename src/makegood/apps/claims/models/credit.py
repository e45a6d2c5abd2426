"""Money that came back, as it came, and what it was for."""

from django.db import models

from makegood.apps.claims.models.claim import Claim
from makegood.apps.claims.words import MATCHES, PARTIES, WAYS
from makegood.base.rows import Row, TenantKey


class Credit(Row):
    """One credit of a supplier or carrier (`who`: its code or name). `reference`: its own number there, once for each of them; "" where it has none.

    `named`: what it says that it is for, as it stood there (a claim's number, an order's). Minor units of `currency`, never converted.
    """

    public_id = models.CharField(max_length=24)
    party = models.CharField(max_length=10, choices=[(word, word) for word in PARTIES])
    who = models.CharField(max_length=60)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=80, blank=True)
    named = models.CharField(max_length=80, blank=True)
    came_on = models.DateField()
    way = models.CharField(max_length=10, choices=[(word, word) for word in WAYS])
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "claims_credit"
        indexes = [models.Index(fields=["merchant", "who"], name="credit_who")]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="credit_public"),
            models.UniqueConstraint(fields=["merchant", "who", "reference"], name="credit_once", condition=~models.Q(reference="")),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="credit_amount"),
        ]


class CreditMatch(Row):
    """A part of a credit is said to be for a claim (`matched`), or to be no claim's (`meaning`); `unmatched` takes a match back, its amount is negative.

    What is left of a credit after its matches is held until a person says what it is.
    """

    credit = TenantKey(Credit, related_name="matches")
    claim = TenantKey(Claim, null=True)
    meaning = models.CharField(max_length=16, choices=[(word, word) for word in MATCHES])
    amount_minor = models.BigIntegerField()
    undoes = TenantKey("claims.CreditMatch", null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "claims_creditmatch"
        indexes = [
            models.Index(fields=["merchant", "credit"], name="match_credit"),
            models.Index(fields=["merchant", "claim"], name="match_claim"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "undoes"], name="match_undone_once", condition=models.Q(undoes__isnull=False)),
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="match_amount"),
        ]
