"""A credit comes in, and what is beyond doubt about it is done at once: the same for a person, a statement and a program."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from makegood.apps.claims import credits
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.credit_matching import find
from makegood.casefile.holding import hold_case
from makegood.journeys.match_credit import match_credit
from makegood.journeys.take_credit import take_credit
from makegood.web.follow import follow


@dataclass(frozen=True, slots=True)
class TakenIn:
    """`claims`: those that it was for. `why` something of it is held: see casefile.credit_matching.Found; "" where nothing is."""

    credit: Any
    claims: tuple[Any, ...]
    why: str


def take_in(
    *, merchant_id: int, party: str, who: str, amount_minor: int, currency: str, came_on: date, way: str, by: Actor, now: datetime,
    reference: str = "", named: str = "",
) -> TakenIn:  # fmt: skip
    """Refuses what take_credit refuses."""
    with unit(merchants=[merchant_id], by=by):
        found = find(amount_minor=amount_minor, currency=currency, named=named, claims=credits.owing(who.strip(), party=party))
        for claim, _amount in sorted(found.parts, key=lambda part: (part[0].case.order_id, part[0].case_id)):
            hold_case(case_id=claim.case_id, now=now)  # orders are locked before a shop's credits are
        credit = take_credit(
            merchant_id=merchant_id, party=party, who=who, amount_minor=amount_minor, currency=currency, came_on=came_on, way=way,
            reference=reference, named=named, by=by, now=now,
        )  # fmt: skip
        closed: list[Any] = []
        if found.parts:
            parts = [(claim.public_id, amount) for claim, amount in found.parts]
            closed = match_credit(merchant_id=merchant_id, credit_id=credit.public_id, parts=parts, by=by, now=now)
            for case_id in sorted({one.case_id for one in closed}):
                follow(merchant_id=merchant_id, case_id=case_id, now=now)
        return TakenIn(credit, tuple(closed), found.why)
