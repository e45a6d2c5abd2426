"""Writes of what customers are asked for a claim's sake."""

from datetime import date, datetime

from makegood.apps.claims.models import Claim, CustomerAsk
from makegood.base import timeline
from makegood.base.actor import Actor


def add_ask(claim: Claim, *, photos: int, until_on: date, by: Actor, now: datetime) -> CustomerAsk:
    made: CustomerAsk = CustomerAsk.objects.create(
        merchant_id=claim.merchant_id, claim=claim, photos=photos, until_on=until_on, asked_at=now
    )
    timeline.note(
        f"case:{claim.case_id}", "claim.customer_asked", by=by, now=now, subject=claim.public_id, until=until_on.isoformat(),
        merchant_id=claim.merchant_id,
    )  # fmt: skip
    return made


def end_ask(ask: CustomerAsk, as_: str, *, photos: int, by: Actor, now: datetime) -> None:
    """`as_`: answered, declined, silent."""
    ask.ended_as, ask.ended_at = as_, now
    ask.save(update_fields=["ended_as", "ended_at"])
    timeline.note(
        f"case:{ask.claim.case_id}",
        f"claim.customer_{as_}",
        by=by,
        now=now,
        subject=ask.claim.public_id,
        photos=photos,
        merchant_id=ask.merchant_id,
    )
