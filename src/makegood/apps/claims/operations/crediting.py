"""Writes of credits: only ever added; what was matched wrongly is taken back by a row of its own."""

from datetime import date, datetime

from makegood.apps.claims.models import Claim, Credit, CreditMatch
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.kernel.ids import new_public_id

CHAIN = "recoveries"  # of a shop; its root is locked by base.locks.hold_recoveries


def add_credit(
    *, merchant_id: int, party: str, who: str, amount_minor: int, currency: str, came_on: date, way: str, by: Actor, now: datetime,
    reference: str = "", named: str = "",
) -> Credit:  # fmt: skip
    made: Credit = Credit.objects.create(
        merchant_id=merchant_id, public_id=new_public_id("crd"), party=party, who=who[:60], amount_minor=amount_minor, currency=currency,
        reference=reference[:80], named=named[:80], came_on=came_on, way=way, at=now, actor=str(by),
    )  # fmt: skip
    timeline.note(
        CHAIN, "credit.came", by=by, now=now, subject=made.public_id, amount=amount_minor, currency=currency, way=way,
        merchant_id=merchant_id,
    )  # fmt: skip
    return made


def add_match(credit: Credit, *, meaning: str, amount_minor: int, by: Actor, now: datetime, claim: Claim | None = None) -> CreditMatch:
    made: CreditMatch = CreditMatch.objects.create(
        merchant_id=credit.merchant_id, credit=credit, claim=claim, meaning=meaning, amount_minor=amount_minor, at=now, actor=str(by)
    )
    _note(credit, f"credit.{meaning}", amount_minor, claim, by, now)
    return made


def subject_of(match: CreditMatch) -> str:
    """What its entry in the books is about: each match has its own, so that it can be taken back alone."""
    return f"{match.credit.public_id}:{match.id}"


def undo_match(match: CreditMatch, *, by: Actor, now: datetime) -> None:
    CreditMatch.objects.create(
        merchant_id=match.merchant_id, credit=match.credit, claim=match.claim, meaning="unmatched", amount_minor=-match.amount_minor,
        undoes=match, at=now, actor=str(by),
    )  # fmt: skip
    _note(match.credit, "credit.unmatched", -match.amount_minor, match.claim, by, now)


def _note(credit: Credit, name: str, amount: int, claim: Claim | None, by: Actor, now: datetime) -> None:
    timeline.note(
        f"case:{claim.case_id}" if claim is not None else CHAIN, name, by=by, now=now, subject=credit.public_id,
        claim=claim.public_id if claim is not None else None, amount=amount, currency=credit.currency, merchant_id=credit.merchant_id,
    )  # fmt: skip
