"""Writes of decisions and choices: only ever added."""

from datetime import datetime
from typing import Any

from makegood.apps.returns.models import CaseLine, Choice, Decision, Rerun
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now
from makegood.base.tenancy import current_scope, sole_merchant_id
from makegood.kernel.ids import new_public_id

SHOWN = 20  # of the decisions that differ; `makegood decision replay` names all


def add_decision(
    *,
    line: CaseLine,
    record: dict[str, Any],
    outcome: str,
    cause: str,
    policy_id: int | None,
    previous_id: int | None,
    by: Actor,
    now: datetime,
) -> Decision:
    """Keep one decision with all that it needs to run again."""
    decision = Decision(
        merchant_id=line.merchant_id,
        public_id=new_public_id("dec"),
        case_id=line.case_id,
        line=line,
        previous_id=previous_id,
        cause=cause,
        policy_id=policy_id,
        policy_hash=record["policy_hash"],
        law_version=record["law_version"],
        facts_hash=record["facts_hash"],
        record=record,
        outcome=outcome,
        made_at=now,
        actor=str(by),
    )
    add_now(decision)
    timeline.note(
        f"case:{line.case_id}", "line.decided", by=by, now=now, subject=line.public_id, decision=decision.public_id, outcome=outcome, cause=cause,
        facts=record["facts_hash"], policy=record["policy_hash"], law=record["law_version"],
    )  # fmt: skip
    current_scope().known.get(("decisions", line.case_id), {})[line.id] = decision
    return decision


def add_choice(*, line: CaseLine, decision: Decision, offer: dict[str, Any], by: Actor, now: datetime) -> Choice:
    """The offer that was taken, as it was shown."""
    choice = Choice(
        merchant_id=line.merchant_id, line=line, decision=decision, remedy=offer["remedy"], offer=offer, chosen_at=now, actor=str(by)
    )
    add_later(choice)
    timeline.note(
        f"case:{line.case_id}", "line.chosen", by=by, now=now, subject=line.public_id, remedy=offer["remedy"], amount=offer["amount_minor"],
        currency=offer["currency"],
    )  # fmt: skip
    current_scope().known.get(("choices", line.case_id), {})[line.id] = choice
    return choice


def add_rerun(*, looked: int, differing: list[dict[str, str]], law_differs: int, by: Actor, now: datetime) -> Rerun:
    """What the night's look at recorded decisions found, for the unit's shop."""
    merchant_id = sole_merchant_id()
    row = Rerun(merchant_id=merchant_id, looked=looked, differing=len(differing), shown=differing[:SHOWN], law_differs=law_differs, at=now)
    add_now(row)
    timeline.note(
        f"shop:{merchant_id}", "decisions.run_again", by=by, now=now, looked=looked, differing=len(differing), law_differs=law_differs
    )
    return row
