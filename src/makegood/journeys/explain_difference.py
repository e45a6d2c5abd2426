"""Somebody says why a provider's report and the books differ in one place. Nothing is changed by it: money that moved is recorded where it belongs."""

from datetime import datetime

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.words import CAUSES
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable


def explain_difference(*, merchant_id: int, provider: str, name: str, cause: str, reason: str, by: Actor, now: datetime) -> None:
    """Refuses `reason_needed` and `cause_unknown`. The first reason stands."""
    said = storable(reason).strip()
    if not said:
        raise Refusal("reason_needed", "Say why they differ.", "One sentence is enough.", field="reason")
    if cause not in CAUSES:
        raise Refusal("cause_unknown", "This is no cause of ours.", "Reload the page.", status=400)
    with unit(merchants=[merchant_id], by=by):
        ledger.explain(provider, name[:120], cause, said, by=by, now=now)
        timeline.note(f"shop:{merchant_id}", "difference.explained", by=by, now=now, subject=provider, row=name[:120], cause=cause)
