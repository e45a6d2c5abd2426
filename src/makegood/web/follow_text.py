"""After the text of an item is known at last: what waited for it is decided, and goods that lie aside for it find their place."""

from datetime import datetime, timedelta

from makegood.apps.returns import queries as returns
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import all_merchant_ids, unit
from makegood.casefile.holding import hold_case
from makegood.casefile.told import held_inspections, told_lines
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.decide_return import decide_return
from makegood.web.follow import follow

LOOKS_BACK = timedelta(days=1)  # a worker that stood still for a day is another trouble


def follow_text(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> bool:
    """Did anything follow? One case a transaction; run again it changes nothing."""
    with unit(merchants=[merchant_id], by=by):
        case, _order = hold_case(case_id=case_id, now=now)
        if case.closed_at is not None:
            return False
        waited, held = told_lines(case), held_inspections(case)
        if waited:
            only = frozenset(line.id for line in waited)
            decide_return(merchant_id=merchant_id, case_id=case_id, by=by, now=now, cause="text_told", only=only)
        for one in held:
            correct_inspection(
                merchant_id=merchant_id,
                inspection_id=one.public_id,
                result=one.result,
                grade=one.grade,
                finding=one.finding,
                by=by,
                now=now,
            )
        if waited or held:
            follow(merchant_id=merchant_id, case_id=case_id, now=now)
        return bool(waited or held)


def follow_texts(*, now: datetime, by: Actor = SYSTEM) -> int:
    """The same in every shop, for texts that a source told us at last; returns in how many cases something followed."""
    with unit(merchants=all_merchant_ids()):
        found = returns.waiting_for_text(now - LOOKS_BACK, limit=200)
    return sum(follow_text(merchant_id=merchant_id, case_id=case_id, by=by, now=now) for merchant_id, case_id in found)
