"""Somebody of the shop, its hub or a program of it saw something of a customer: that stays."""

from datetime import UTC, datetime

from makegood.apps.parties import operations as parties
from makegood.base.actor import Actor
from makegood.base.unit import unit

SPAN_S = 600  # one row for each person, subject and ten minutes: a page that is reloaded is one look


def note_look(*, merchant_id: int, kind: str, subjects: list[str], role: str, by: Actor, now: datetime) -> None:
    """`subjects`: public ids of what was seen; one empty text for a list that names nothing of its own. One statement, however many."""
    if not subjects:
        return
    span = datetime.fromtimestamp(int(now.timestamp()) // SPAN_S * SPAN_S, UTC)
    with unit(merchants=[merchant_id], by=by):
        parties.add_looks(merchant_id=merchant_id, who=str(by), role=role, kind=kind, subjects=subjects, span_at=span)
