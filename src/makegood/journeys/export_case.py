"""Somebody takes a case out as a file: what they took, and when, stands in its timeline."""

from datetime import datetime

from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case


def export_case(*, merchant_id: int, case_id: int, digest: str, size: int, by: Actor, now: datetime) -> None:
    """`digest`: SHA-256 of the file, so that a copy that turns up can be told to be that one."""
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=case_id, now=now)
        timeline.note(f"case:{case.id}", "case.exported", by=by, now=now, subject=case.public_id, digest=digest, size=size)
