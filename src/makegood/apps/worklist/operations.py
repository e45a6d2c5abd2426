"""Writes of lists: only ever added."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from makegood.apps.worklist.models import Handout, HandoutRow
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_now
from makegood.kernel.ids import new_public_id


def add_handout(rows: Sequence[dict[str, Any]], *, merchant_id: int, number: int, by: Actor, now: datetime) -> Handout:
    """`rows`: kind, key, subject, order_line_id, facts. The shop's lists are held (base.locks.hold_worklist)."""
    made = Handout(merchant_id=merchant_id, public_id=new_public_id("lst"), number=number, rows=len(rows), made_at=now, actor=str(by))
    add_now(made)
    HandoutRow.objects.bulk_create(
        HandoutRow(merchant_id=merchant_id, handout=made, place=place, **row) for place, row in enumerate(rows, 1)
    )
    timeline.note(f"worklist:{merchant_id}", "worklist.handed_out", by=by, now=now, subject=made.public_id, number=number, rows=len(rows))
    return made
