"""What was decided, why, and what the customer took."""

from typing import Any

from django.db import models

from makegood.apps.returns.models.case import Case, CaseLine
from makegood.base.rows import Row, TenantKey


class Decision(Row):
    """One decision on one line; never changed, only followed by the next (`previous`).

    `record` is all that is needed to run it again bit for bit: facts, day, slots, entitlement, lifted, missing, trace, offers.
    `cause` says why it was taken: opened, facts_changed, staff.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey(Case)
    line = TenantKey(CaseLine)
    previous = TenantKey("returns.Decision", null=True)
    cause = models.CharField(max_length=20)
    policy = TenantKey("policies.PolicyVersion", null=True)
    policy_hash = models.CharField(max_length=64)
    law_version = models.CharField(max_length=64)
    facts_hash = models.CharField(max_length=64)
    record = models.JSONField()
    outcome = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    @property
    def open_offers(self) -> list[dict[str, Any]]:
        """What can be chosen, each remedy once: of two the one that staff added last."""
        return list({one["remedy"]: one for one in (*self.record["offers"], *self.record["added"])}.values())

    class Meta:
        db_table = "returns_decision"
        indexes = [models.Index(fields=["merchant", "line"], name="decision_line")]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="decision_public")]


class Choice(Row):
    """The offer that the customer (or staff for them) took: frozen as it was shown. The newest one of a line counts."""

    line = TenantKey(CaseLine)
    decision = TenantKey(Decision)
    remedy = models.CharField(max_length=20)
    offer = models.JSONField()
    chosen_at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    append_only = True

    class Meta:
        db_table = "returns_choice"
        indexes = [models.Index(fields=["merchant", "line"], name="choice_line")]


class Rerun(Row):
    """One night's look: `looked` recorded decisions were run again, `differing` came out otherwise.

    `shown`: the first of them, [{"id", "case", "number", "difference"}]; `law_differs`: of how many today's law data would answer otherwise,
    which changes nothing that was decided.
    """

    looked = models.IntegerField()
    differing = models.IntegerField(default=0)
    shown = models.JSONField(default=list)
    law_differs = models.IntegerField(default=0)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        db_table = "returns_rerun"
        indexes = [models.Index(fields=["merchant", "-at"], name="rerun_newest")]
