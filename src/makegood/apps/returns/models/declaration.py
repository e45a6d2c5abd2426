"""A withdrawal as it was declared: kept and acknowledged before anything is decided."""

from django.db import models

from makegood.apps.returns.models.case import Case
from makegood.apps.returns.words import DECLARATION_PROOFS, DECLARATION_STATES
from makegood.base.rows import Row, TenantKey


class Declaration(Row):
    """The consumer's statutory act (Dir. 2011/83 art. 11a). A root row of its own: `order` may be empty, it is acknowledged all the same.

    `lines` are [{"line_id", "quantity"}] as ticked; empty where goods were only described (in the words). `declared_on` is the day in
    `zone`, the market's: all windows are measured on it. `statement_digest` is salted with id and moment; `acknowledged` is
    {"notice", "digest"} of what was mailed. `press` is one press of the button; `sameness` a keyed digest of who says what;
    `first` the earlier declaration that says the same. `folded`: one of many from one place.
    """

    public_id = models.CharField(max_length=24)
    number = models.CharField(max_length=12)
    order = TenantKey("orders.Order", null=True)
    case = TenantKey(Case, null=True)
    first = TenantKey("returns.Declaration", null=True)
    lines = models.JSONField(default=list)
    channel = models.CharField(max_length=8)
    proof = models.CharField(max_length=8, blank=True, choices=[(word, word) for word in DECLARATION_PROOFS])
    market = models.CharField(max_length=6, blank=True)
    zone = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    declared_on = models.DateField()
    answer_by = models.DateTimeField()
    statement_digest = models.CharField(max_length=64)
    acknowledged = models.JSONField(default=dict)
    answer_notice = models.CharField(max_length=24, blank=True)
    answered_at = models.DateTimeField(null=True)
    press = models.CharField(max_length=64, blank=True)
    sameness = models.CharField(max_length=64)
    folded = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(word, word) for word in DECLARATION_STATES])

    class Meta:
        db_table = "returns_declaration"
        indexes = [
            models.Index(fields=["merchant", "sameness"], name="declaration_same"),
            models.Index(fields=["merchant", "order"], name="declaration_order", condition=~models.Q(order=None)),
            models.Index(fields=["merchant", "case"], name="declaration_case", condition=~models.Q(case=None)),
            models.Index(
                fields=["merchant", "received_at"],
                name="declaration_waits",
                condition=models.Q(state__in=("received", "attached", "unmatched")),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="declaration_number"),
            models.UniqueConstraint(fields=["merchant", "public_id"], name="declaration_public"),
            models.UniqueConstraint(fields=["merchant", "press"], name="declaration_press", condition=~models.Q(press="")),
        ]


class DeclarationWords(Row):
    """The personal words of a declaration, exactly as typed, and the whole statement as it was shown. Erasable; the chain keeps digests."""

    declaration = TenantKey(Declaration)
    name = models.TextField(blank=True)
    email = models.TextField(blank=True)
    order_number = models.TextField(blank=True)
    goods = models.TextField(blank=True)
    statement = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_declarationwords"
        constraints = [models.UniqueConstraint(fields=["merchant", "declaration"], name="declarationwords_once")]
