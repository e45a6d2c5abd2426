"""How much money a case gives by the hand of somebody whose orders of refunds have a limit."""

from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.words import MONEY_KINDS
from makegood.casefile.money import LIVE_STATES, to_shop

BY_PERSON = ("approved", "staff")  # causes of a decision that a person took
LIMIT = "support_limit_minor"


def limit_of(settings: dict[str, Any]) -> int | None:
    """Minor units of the shop's currency a case; None where there is no limit."""
    found = settings.get(LIMIT)
    return None if found is None else int(found)


def promised(case_id: int) -> int:
    """What people gave or offered in this case by their own judgement, in minor units of the shop's currency. What the promise gives is none of it.

    A line counts by what was ordered for it, and by the dearest offer that a person let through or made since.
    """
    by_hand = [one for one in returns.decisions_of(case_id) if one.cause in BY_PERSON]
    ordered = [one for one in settlement.reimbursements_of_case(case_id) if one.state in LIVE_STATES and one.kind in MONEY_KINDS]
    total = 0
    for line_id in {one.line_id for one in by_hand}:
        mine, given = [one for one in by_hand if one.line_id == line_id], [one for one in ordered if one.line_id == line_id]
        total += sum(one.amount_minor for one in given)
        if not given or mine[-1].made_at > max(one.asked_at for one in given):
            offers = [*mine[-1].record["added"], *(mine[-1].record["offers"] if any(one.cause == "approved" for one in mine) else [])]
            total += max((one["amount_minor"] or 0 for one in offers if one["remedy"] in MONEY_KINDS), default=0)
    return to_shop(total, orders.order_by_id(returns.case_by_id(case_id).order_id)) or 0
