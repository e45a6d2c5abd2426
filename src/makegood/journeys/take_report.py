"""A provider's report of refunds and payouts is kept, row by row and each row once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.ports import ReportFacts
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    read: int
    new: int


def take_report(*, merchant_id: int, provider: str, facts: Sequence[ReportFacts], by: Actor, now: datetime) -> Taken:
    """Safe to run twice with the same file. Refuses `provider_needed`."""
    if not provider.strip():
        raise Refusal("provider_needed", "Whose report this is can't be told from it.", "Say which provider it is of.", field="provider")
    with unit(merchants=[merchant_id], by=by):
        new = sum(ledger.take_report(provider, facts[at : at + AT_ONCE], by=by, now=now) for at in range(0, len(facts), AT_ONCE))
        timeline.note(f"shop:{merchant_id}", "report.taken", by=by, now=now, subject=provider, read=len(facts), new=new)
        return Taken(len(facts), new)
