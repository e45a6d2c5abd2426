"""A case and its lines."""

from django.db import models

from makegood.apps.returns.states import STARTS, TRANSITIONS
from makegood.apps.returns.words import CLOSED_AS, EVIDENCE_KINDS, OPENED_BY
from makegood.base.evidence import EvidenceFile
from makegood.base.rows import Row, TenantKey


def _axis(axis: str) -> "models.CharField[str, str]":
    return models.CharField(max_length=24, choices=[(state, state) for state in TRANSITIONS[axis]], default=STARTS[axis])


class Case(Row):
    """`number` is what people say (on a label: the RMA number). `ball_*` is computed by casefile.ball and kept by every journey.

    `assigned`: who of the shop looks after it, and hears first where a promise is about to break.
    `merged_into`: this one was joined into another of the same order, and its lines are there. `tell_buyer`: whoever was given the present
    said that its buyer may be told.
    `declared_at`: the case was begun by a withdrawal, received then: its money is asked for, nothing else is offered in its place.
    """

    public_id = models.CharField(max_length=24)
    number = models.CharField(max_length=12)
    order = TenantKey("orders.Order")
    opened_by = models.CharField(max_length=10, choices=[(word, word) for word in OPENED_BY])
    opened_at = models.DateTimeField()
    notified_on = models.DateField()
    declared_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8, default="en")
    needed_by = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=10, blank=True, choices=[(word, word) for word in CLOSED_AS])
    ball_owner = models.CharField(max_length=10, default="system")
    ball_step = models.CharField(max_length=40, default="decide")
    ball_due_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    merged_into = TenantKey("returns.Case", null=True)
    assigned = models.ForeignKey("parties.Person", models.PROTECT, related_name="+", null=True, db_index=False)
    tell_buyer = models.BooleanField(default=False)

    class Meta:
        db_table = "returns_case"
        indexes = [
            models.Index(fields=["merchant", "order"], name="case_order"),
            # Not by the ball: it moves with every step, and a step should touch no index (a HOT update). Open cases are few.
            models.Index(fields=["merchant"], name="case_open", condition=models.Q(closed_at=None)),
            models.Index(fields=["merchant", "-opened_at"], name="case_opened"),
            models.Index(fields=["merchant", "merged_into"], name="case_joined", condition=models.Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="case_number"),
            models.UniqueConstraint(fields=["merchant", "public_id"], name="case_public"),
        ]


class CaseLine(Row):
    """`quantity` units of one order line that share one fate. `kinds`: the first is the one looked at first.

    `fault`: who bears it, in shares of a hundred, as {"carrier": 40, "supplier": 60}; {} where nobody has said it.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey(Case, related_name="lines")
    order_line = TenantKey("orders.OrderLine")
    split_from = TenantKey("returns.CaseLine", null=True)
    quantity = models.IntegerField()
    kinds = models.JSONField(default=list)
    major = models.BooleanField(null=True)
    value_minor = models.BigIntegerField()
    decision = _axis("decision")
    reception = _axis("reception")
    inspection = _axis("inspection")
    disposition = _axis("disposition")
    money = _axis("money")
    remake = _axis("remake")
    recovery = _axis("recovery")
    root_cause = models.CharField(max_length=40, blank=True)
    fault = models.JSONField(default=dict)

    class Meta:
        db_table = "returns_caseline"
        indexes = [
            models.Index(fields=["merchant", "case"], name="caseline_case"),
            models.Index(fields=["merchant", "order_line"], name="caseline_orderline"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="caseline_public"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="caseline_quantity"),
        ]


class CaseWords(Row):
    """What somebody wrote in a case. Personal: erasable, the salt with it; the timeline keeps only its digest."""

    case = TenantKey(Case)
    line = TenantKey(CaseLine, null=True)
    author = models.CharField(max_length=10)
    topic = models.CharField(max_length=20)
    text = models.TextField()
    salt = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_words"
        indexes = [models.Index(fields=["merchant", "case"], name="words_case")]


class CaseEvidence(Row):
    """A file (or the word that none could be made) that somebody showed for a line. `pieces`: how many they say it shows."""

    case = TenantKey(Case)
    line = TenantKey(CaseLine, null=True)
    file = TenantKey(EvidenceFile, null=True)
    kind = models.CharField(max_length=16, choices=[(word, word) for word in EVIDENCE_KINDS])
    pieces = models.IntegerField(null=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        db_table = "returns_evidence"
        indexes = [models.Index(fields=["merchant", "case"], name="evidence_case")]


class CaseContact(Row):
    """Where to write to whoever was given a present; the buyer's address is the order's. Personal: erasable."""

    case = TenantKey(Case)
    email = models.CharField(max_length=254)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_contact"
        constraints = [models.UniqueConstraint(fields=["merchant", "case"], name="casecontact_once")]


class CaseLink(Row):
    """Two cases of one customer over two orders: shown and answered together. `one` is the older."""

    one = TenantKey(Case)
    other = TenantKey(Case)
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_link"
        indexes = [
            models.Index(fields=["merchant", "one"], name="caselink_one"),
            models.Index(fields=["merchant", "other"], name="caselink_other"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "one", "other"], name="caselink_once", condition=models.Q(ended_at=None)),
        ]
