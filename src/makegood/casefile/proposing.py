"""What should become of a unit, from what the inspector saw and what the hub can do."""

from typing import Any

from makegood.apps.inspection.proposing import propose
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.law.scenario import OWN_INPUTS


def is_personal(line: Any, case: Any) -> bool:
    """Does it bear somebody's own words, or is that not known."""
    order_line = next(one for one in orders.lines_of(case.order_id) if one.id == line.order_line_id)
    return order_line.customer_input in (*OWN_INPUTS, "unknown")


def proposed_for(line: Any, case: Any, result: str, grade: str) -> str:
    hub = parties.hub_of_shop()
    return propose(result, grade, personalised=is_personal(line, case), abilities=hub.hub.abilities if hub else ())
