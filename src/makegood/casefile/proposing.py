"""What should become of a unit, from what the inspector saw and what the hub can do."""

from typing import Any

from makegood.apps.inspection.proposing import FOR_OTHERS, propose
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.recalls import queries as recalls
from makegood.kernel.refusal import Refusal
from makegood.law.scenario import OWN_INPUTS


def proposed_for(line: Any, case: Any, result: str, grade: str) -> str:
    hub, item = parties.hub_of_shop(), _item(line, case)
    abilities = hub.hub.abilities if hub else ()
    return propose(
        result, grade, personalised=item.customer_input in OWN_INPUTS, text_missing=item.text_missing, recalled=is_called_back(line),
        abilities=abilities,
    )  # fmt: skip


def check_disposition(line: Any, case: Any, disposition: str, grade: str) -> None:
    """May this become of it? Refuses `text_missing` (nobody knows yet whether it bears a name) and `disposition_unsafe`."""
    item = _item(line, case)
    if item.text_missing and disposition in FOR_OTHERS:
        raise Refusal(
            "text_missing", "Whether it bears the customer's own words is not known.", "Say so on the order's page first; until then keep it aside.",
            status=409, field="disposition",
        )  # fmt: skip
    if disposition in FOR_OTHERS and is_called_back(line):
        raise Refusal(
            "disposition_unsafe", "What is recalled is never sold or given to anybody again.", "Keep it aside, or do what the recall says.",
            field="disposition",
        )  # fmt: skip
    if disposition == "donate" and (grade in "CD" or item.customer_input in OWN_INPUTS):
        raise Refusal(
            "disposition_unsafe", "What is broken or bears a name is never given away.", "Choose another one.", field="disposition"
        )


def is_called_back(line: Any) -> bool:
    """Somebody said that it is recalled, or a campaign of the shop's concerns it, whatever it came back for."""
    return "recalled" in line.kinds or bool(recalls.lines_called_back([line.order_line_id]))


def _item(line: Any, case: Any) -> Any:
    return next(one for one in orders.lines_of(case.order_id) if one.id == line.order_line_id)
