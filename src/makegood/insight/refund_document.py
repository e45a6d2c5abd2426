"""The question that `makegood refund quote` answers, as the shop's own rows put it: for whoever wants to check an amount."""

from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.casefile.elsewhere import counted_past
from makegood.casefile.money import LIVE_STATES, quote_order
from makegood.casefile.settling import ask_of
from makegood.kernel.refusal import Refusal


def document_of_order(order: Any, *, before: Any = None) -> dict[str, Any]:
    """The quote's document without `ask`: what was paid and all that went back, pending refunds too.

    `before`: a Reimbursement; it and what came after it are left out, so that it can be asked again.
    """
    made, past = settlement.reimbursements_of_order(order.id), counted_past(order.id)
    if before is not None:
        made, past = [one for one in made if one.id < before.id], [one for one in past if one.at <= before.asked_at]
    return quote_order(order, orders.lines_of(order.id), orders.payments_of(order.id), past, made)


def documents_of_case(case: Any) -> list[dict[str, Any]]:
    """One document for each refund of the case (as it was asked), else one for each offer that was chosen. Refuses `nothing_to_quote`.

    Beside the question stands `for`: the reimbursement or the case's line; `refund quote` does not read it.
    """
    order = orders.order_by_id(case.order_id)
    made = [one for one in settlement.reimbursements_of_case(case.id) if one.state in LIVE_STATES and (one.breakdown or {}).get("total")]
    found = [
        {"for": one.public_id, **document_of_order(order, before=one), "ask": ask_of({"breakdown": one.breakdown}, one.quantity)}
        for one in made
    ]
    settled, choices = {one.line_id for one in made}, returns.choices_of(case.id)
    for line in returns.lines_of_case(case.id):
        offer = choices[line.id].offer if line.id in choices else {}
        if line.id not in settled and (offer.get("breakdown") or {}).get("lines"):
            found.append({"for": line.public_id, **document_of_order(order), "ask": ask_of(offer, line.quantity)})
    if not found:
        raise Refusal("nothing_to_quote", "Nothing was chosen or refunded in this case yet.", "Quote its order instead.", status=409)
    return found
