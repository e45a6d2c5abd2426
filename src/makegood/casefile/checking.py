"""Is what is asked possible at all."""

from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.casefile.ask import Ask
from makegood.kernel.refusal import Refusal
from makegood.law.scenario import CASE_KINDS


def check_ask(order: Any, ask: Ask) -> dict[int, Any]:
    """The order's lines by id. Refuses nothing_asked, line_unknown, kind_unknown, quantity_exceeds_left, unit_already_in_case (409, with the case)."""
    if not ask.lines:
        raise Refusal("nothing_asked", "No item was chosen.", "Choose what it is about.", field="lines")
    lines = {line.id: line for line in orders.lines_of(order.id)}
    taken = returns.taken_quantities(order.id)
    wanted: dict[int, int] = {}
    for asked in ask.lines:
        if asked.order_line_id not in lines:
            raise Refusal("line_unknown", "This item is not part of the order.", "Choose an item of the order.", field="lines", status=404)
        if not asked.kinds or any(kind not in CASE_KINDS for kind in asked.kinds):
            raise Refusal("kind_unknown", "What happened is not clear.", "Choose what happened.", field="kinds")
        if asked.quantity < 1:
            raise Refusal("quantity_not_positive", "At least one piece is needed.", "Say how many pieces it is about.", field="quantity")
        wanted[asked.order_line_id] = wanted.get(asked.order_line_id, 0) + asked.quantity
    for line_id, quantity in wanted.items():
        line = lines[line_id]
        if quantity > line.quantity:
            raise Refusal("quantity_exceeds_left", f"The order has {line.quantity} of these.", "Choose fewer.", field="quantity")
        units, case = taken.get(line_id, (0, None))
        if case is not None and quantity > line.quantity - units:
            raise Refusal(
                "unit_already_in_case",
                f"There is already a case for this: {case.number}.",
                "Open that case; it can be changed there.",
                status=409,
                case=case.public_id,
                number=case.number,
            )
    return lines
