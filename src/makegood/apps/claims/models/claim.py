"""A claim with its packet, its answers and what the supplier sent along."""

from django.db import models

from makegood.apps.claims.states import TRANSITIONS
from makegood.apps.claims.words import PARTIES, SAID
from makegood.base.evidence import EvidenceFile
from makegood.base.rows import Row, TenantKey


class Claim(Row):
    """Our demand. `whole_minor` (before shares), `asked_minor`, `accepted_minor` and `credited_minor` are minor units of `currency`.

    `share`: of a hundred, what this party bears of the fault; `carrier`: whom the parcel was with, where it is the party ("" where nobody knows).
    `filed_as`: the number that it has there. `opens_on` is the first and `window_until` the last day that the agreement lets us ask; `answer_by` and `credit_by` are what we were told or expect.
    `packet` holds what the other side sees: reference, pieces, kind, their own term, dates. Never the buyer or the retail price.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case")
    line = TenantKey("returns.CaseLine")
    party = models.CharField(max_length=10, choices=[(word, word) for word in PARTIES])
    agreement = TenantKey("suppliers.Agreement", null=True)
    carrier = models.CharField(max_length=60, blank=True)
    share = models.SmallIntegerField(default=100)
    kind = models.CharField(max_length=24)
    quantity = models.IntegerField()
    whole_minor = models.BigIntegerField()
    asked_minor = models.BigIntegerField()
    accepted_minor = models.BigIntegerField(default=0)
    credited_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    filed_as = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=16, choices=[(state, state) for state in TRANSITIONS], default="drafted")
    packet = models.JSONField(default=dict)
    opens_on = models.DateField(null=True)
    window_until = models.DateField(null=True)
    answer_by = models.DateTimeField(null=True)
    credit_by = models.DateField(null=True)
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    @property
    def who(self) -> str:
        """The other side's name: a supplier's code, a carrier as orders name it."""
        return str(self.agreement.code) if self.agreement is not None else self.carrier

    class Meta:
        db_table = "claims_claim"
        indexes = [
            models.Index(fields=["merchant", "case"], name="claim_case"),
            models.Index(fields=["merchant", "state"], name="claim_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="claim_public"),
            models.CheckConstraint(condition=models.Q(asked_minor__gte=0), name="claim_amount"),
            models.CheckConstraint(condition=models.Q(accepted_minor__lte=models.F("asked_minor")), name="claim_accepted"),
            models.CheckConstraint(condition=models.Q(credited_minor__lte=models.F("accepted_minor")), name="claim_credited"),
        ]


class ClaimEvidence(Row):
    """`file` is what the other side sees; where parts of it were blacked out, it is a file of its own, and `whole` the one that was shown to us.

    `covered`: [[left, top, width, height]] in per cent of the picture. `left_out`: a person said that it does not go along.
    """

    claim = TenantKey(Claim, related_name="evidence")
    file = TenantKey(EvidenceFile)
    whole = TenantKey(EvidenceFile, null=True)
    covered = models.JSONField(default=list)
    left_out = models.BooleanField(default=False)
    caption = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "claims_evidence"
        indexes = [models.Index(fields=["merchant", "claim"], name="claimevidence_claim")]


class ClaimAnswer(Row):
    """What the other side said, once for each time they said it; `words` are theirs, of `info_given` ours."""

    claim = TenantKey(Claim, related_name="answers")
    answer = models.CharField(max_length=16, choices=[(word, word) for word in SAID])
    amount_minor = models.BigIntegerField(default=0)
    credit_form = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "claims_answer"
        indexes = [models.Index(fields=["merchant", "claim"], name="answer_claim")]


class ClaimPaper(Row):
    """What the other side sent after its yes: a credit note as a file, or the number of the parcel with new goods."""

    claim = TenantKey(Claim, related_name="papers")
    file = TenantKey(EvidenceFile, null=True)
    tracking = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "claims_paper"
        indexes = [models.Index(fields=["merchant", "claim"], name="paper_claim")]
        constraints = [models.CheckConstraint(condition=models.Q(file__isnull=False) | ~models.Q(tracking=""), name="paper_is_something")]
