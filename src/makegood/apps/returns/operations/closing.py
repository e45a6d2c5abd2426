"""Writes that end a case, and take an end back."""

from datetime import datetime

from makegood.apps.returns.models import Case, CaseLine
from makegood.apps.returns.operations.moving import set_axes
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import change_later
from makegood.kernel.refusal import Refusal


def close_case(case: Case, *, closed_as: str, by: Actor, now: datetime) -> None:
    case.closed_at, case.closed_as = now, closed_as
    change_later(case, "closed_at", "closed_as")
    timeline.note(f"case:{case.id}", "case.closed", by=by, now=now, subject=case.public_id, closed_as=closed_as)


def drop_lines(lines: list[CaseLine], *, by: Actor, now: datetime) -> None:
    """The customer lets it go: nothing more is due. Refuses `money_has_left` where it is too late for that."""
    for line in lines:
        if line.money in ("pending", "paid"):
            raise Refusal("money_has_left", "Money is on its way or was paid.", "Void the refund first.", status=409)
        steps = {"decision": "dropped_by_customer"}
        if line.money in ("due", "failed"):
            steps["money"] = "nothing_due"
        if line.reception in ("announced", "expired"):
            steps["reception"] = "not_required"
        if line.remake in ("proof", "approved", "in_production"):
            steps["remake"] = "none"
        set_axes(line, steps, by=by, now=now)


def reopen(case: Case, *, by: Actor, now: datetime) -> None:
    case.closed_at, case.closed_as = None, ""
    change_later(case, "closed_at", "closed_as")
    timeline.note(f"case:{case.id}", "case.reopened", by=by, now=now, subject=case.public_id)
