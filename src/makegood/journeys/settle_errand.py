"""A person deals with what the shop's own system was not told: tries again, or has done it there."""

from datetime import datetime
from typing import Any

from makegood.apps.mirror import operations as mirror
from makegood.apps.mirror import queries
from makegood.apps.mirror.states import SETTLED
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal

HOW = ("again", "by_hand")


def settle_errand(*, merchant_id: int, errand_id: str, how: str, by: Actor, now: datetime) -> Any:
    """`again`: a job tells it at once, and looks first where it may be there. `by_hand`: it is there, and is never told.

    Refuses `how_unknown`, `nothing_to_tell` (it is settled).
    """
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=queries.errand_of(errand_id).case_id, now=now)
        read_together(queries.errands_wanted(case.id))
        errands = queries.errands_of_case(case.id)
        errand = next(one for one in errands if one.public_id == errand_id)
        if how not in HOW:
            raise Refusal("how_unknown", "This is not known.", "Say again or by_hand.", field="how")
        if errand.state in SETTLED:
            raise Refusal("nothing_to_tell", "The shop's system knows this already.", "Reload the case.", status=409)
        if how == "by_hand":
            mirror.change_errand(errand, by=by, now=now, state="by_hand", problem="", words="", next_try_at=None, answered_at=now)
            for one in errands:
                if one.id > errand.id and one.state == "waiting" and one.next_try_at is None and not one.problem:
                    _due(one, by, now)
        else:
            state = "waiting" if errand.state == "failed" else errand.state
            mirror.change_errand(errand, by=by, now=now, state=state, asks=0, tries=0 if state == "waiting" else errand.tries)
            _due(errand, by, now)
        return errand


def _due(errand: Any, by: Actor, now: datetime) -> None:
    mirror.change_errand(errand, by=by, now=now, next_try_at=now)
    defer("carry_errand", merchant_id=errand.merchant_id, errand_id=errand.public_id)
