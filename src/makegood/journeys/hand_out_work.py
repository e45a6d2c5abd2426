"""What the shop has to do in its own system is handed out as a list: each thing stands on one list only, and a list can be fetched again."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.worklist import operations
from makegood.apps.worklist import queries as worklist
from makegood.base.actor import Actor
from makegood.base.locks import hold_worklist
from makegood.base.unit import unit
from makegood.casefile.worklist import new_work

FIRST = timedelta(days=31)  # how far the first list looks back; payments that wait stand on it however old they are
AGAIN = timedelta(days=2)  # and every other one behind the last: what was written at the same moment is told apart by its key


def hand_out_work(*, merchant_id: int, by: Actor, now: datetime) -> Any | None:
    """The Handout; None where there is nothing new to do."""
    with unit(merchants=[merchant_id], by=by):
        hold_worklist(merchant_id)
        last = worklist.last_handout()
        since = now - FIRST if last is None else last.made_at - AGAIN
        found = new_work(since, now + timedelta(seconds=1))
        if not found:
            return None
        rows = [
            {
                "kind": one.kind, "key": one.key, "subject": one.subject, "order_line_id": one.order_line_id,
                "facts": {"at": one.at.isoformat(), "state": one.state, **one.facts},
            }
            for one in found
        ]  # fmt: skip
        return operations.add_handout(rows, merchant_id=merchant_id, number=1 if last is None else last.number + 1, by=by, now=now)
