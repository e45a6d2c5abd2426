"""What the shop's own system says of an errand; what waited for it goes on."""

from datetime import datetime
from typing import Any

from makegood.apps.mirror import operations as mirror
from makegood.apps.mirror import queries
from makegood.apps.mirror.ports import Told
from makegood.apps.mirror.states import SETTLED
from makegood.base.actor import Actor
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.transfers import MAY_STILL_LAND, pause_after


def record_errand(*, merchant_id: int, errand_id: str, told: Told, by: Actor, now: datetime) -> Any:
    """Returns the errand. Safe to run twice and late: what is settled stays settled.

    Told and not known there: it is told again only once no call of ours can land any more, for most of what they take knows no key.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=queries.errand_of(errand_id).case_id, now=now)
        read_together(queries.errands_wanted(case.id))
        errands = queries.errands_of_case(case.id)
        errand = next(one for one in errands if one.public_id == errand_id)
        if errand.state in SETTLED:
            return errand
        if told.state == "done":
            mirror.change_errand(
                errand, by=by, now=now, state="done", ref=told.ref[:120] or errand.ref, name=told.name[:60] or errand.name, problem="", words="",
                next_try_at=None, answered_at=now,
            )  # fmt: skip
            _wake(errand, errands, by, now)
        elif told.state == "failed":
            mirror.change_errand(
                errand, by=by, now=now, state="failed", problem=told.problem[:40], words=told.words[:300], next_try_at=None, answered_at=now
            )
        elif told.state == "later":
            pause = pause_after(errand.tries, now=now, retry_after=told.retry_after)
            mirror.change_errand(
                errand, by=by, now=now, state="waiting", problem=told.problem[:40], words=told.words[:300], next_try_at=pause
            )
        elif told.state == "not_known" and errand.asked_at is not None and errand.asked_at + MAY_STILL_LAND <= now:
            mirror.change_errand(
                errand, by=by, now=now, state="waiting", problem="not_known", next_try_at=pause_after(errand.tries - 1, now=now)
            )
        else:
            pause = pause_after(errand.asks, now=now, retry_after=told.retry_after)
            if told.state == "not_known" and errand.asked_at is not None:
                pause = errand.asked_at + MAY_STILL_LAND
            problem = told.problem[:40] or "no_answer"
            mirror.change_errand(errand, by=by, now=now, state="unknown", problem=problem, words=told.words[:300], next_try_at=pause)
        return errand


def _wake(errand: Any, errands: list[Any], by: Actor, now: datetime) -> None:
    """What waited for others of its case is due again."""
    for one in errands:
        if one.state == "waiting" and one.next_try_at is None and one.id > errand.id and not one.problem:
            mirror.change_errand(one, by=by, now=now, next_try_at=now)
