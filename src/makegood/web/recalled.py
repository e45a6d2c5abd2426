"""A customer's answer to a recall, with everything that follows from it in the same transaction: for the page and for programs."""

from datetime import datetime

from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.journeys.answer_recall import answer_recall
from makegood.web.follow import follow


def take_answer(*, merchant_id: int, contact_id: str, remedy: str, by: Actor, now: datetime) -> list[int]:
    """Ids of the cases in which it is made good. Refuses what `answer_recall` refuses."""
    with unit(merchants=[merchant_id], by=by):
        cases = answer_recall(merchant_id=merchant_id, contact_id=contact_id, remedy=remedy, by=by, now=now)
        for case_id in cases:
            follow(merchant_id=merchant_id, case_id=case_id, now=now)
        return cases
