"""Two orders of one customer: their cases are shown and answered together."""

from datetime import datetime
from typing import Any

from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def link_cases(*, merchant_id: int, case_id: int, other_id: int, by: Actor, now: datetime, end: bool = False) -> Any:
    """The CaseLink. Each keeps its own order, money and link: one lock is one order. `end`: they are shown apart again.

    Refuses `same_case`, `cases_linked`, `cases_not_linked`.
    """
    with unit(merchants=[merchant_id], by=by):
        if queries.case_by_id(case_id).order_id > queries.case_by_id(other_id).order_id:
            case_id, other_id = other_id, case_id  # orders are locked by their ids
        one, _ = hold_case(case_id=case_id, now=now)
        other, _ = hold_case(case_id=other_id, now=now)
        known = queries.link_between(one.id, other.id)
        if one.id == other.id:
            raise Refusal("same_case", "A case can't be linked with itself.", "Name the other case.", status=409, field="other")
        if end:
            if known is None:
                raise Refusal("cases_not_linked", "These cases are not linked.", "Reload the page.", status=409)
            returns.end_link(known, (one, other), by=by, now=now)
            return known
        if known is not None:
            raise Refusal("cases_linked", "These cases are linked already.", "Nothing has to be done.", status=409, field="other")
        return returns.link_cases(one, other, by=by, now=now)
