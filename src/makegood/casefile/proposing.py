"""What should become of a unit, from what the inspector saw, what the hub can do and what that costs."""

from datetime import date
from typing import Any

from makegood.apps.hubs import queries as hubs
from makegood.apps.inspection.proposing import FOR_OTHERS, Proposal, Worth, barred, propose
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.base.tenancy import merchant_of
from makegood.casefile.called_back import is_called_back
from makegood.casefile.deciding import agreements_of
from makegood.casefile.worth import Pricing, worth_of
from makegood.kernel.refusal import Refusal
from makegood.law.scenario import OWN_INPUTS


def proposed_for(line: Any, case: Any, result: str, grade: str, *, parcel: Any, day: date) -> Proposal:
    """At the hub that has the parcel; where no parcel says which, at the shop's first."""
    used = parties.hub_of_shop()
    hub = parties.hub_used(parcel.hub_id) if parcel is not None else used.hub if used else None
    item = _item(line, case)
    worth: Worth | None = None
    if grade in "BC":
        agreement = agreements_of(orders.lines_of(case.order_id)).get(item.agreement_id)
        currency = merchant_of(case.merchant_id).currency
        worth = worth_of(item, agreement, Pricing(hubs.prices(), hub.id if hub else None, day, currency))
    return propose(
        result, grade, personalised=item.customer_input in OWN_INPUTS, text_missing=item.text_missing, recalled=is_called_back(line, case),
        abilities=hub.abilities if hub else (), worth=worth,
    )  # fmt: skip


def check_disposition(line: Any, case: Any, disposition: str, grade: str) -> None:
    """May this become of it? Refuses `text_missing` (nobody knows yet whether it bears a name) and `disposition_unsafe`."""
    item = _item(line, case)
    if item.text_missing and disposition in FOR_OTHERS:
        raise Refusal(
            "text_missing", "Whether it bears the customer's own words is not known.", "Say so on the order's page first; until then keep it aside.",
            status=409, field="disposition",
        )  # fmt: skip
    if barred(disposition, recalled=True) and is_called_back(line, case):
        raise Refusal(
            "disposition_unsafe", "What is recalled is never sold or given to anybody again.", "Keep it aside, or do what the recall says.",
            field="disposition",
        )  # fmt: skip
    if disposition == "donate" and (grade in "CD" or item.customer_input in OWN_INPUTS):
        raise Refusal(
            "disposition_unsafe", "What is broken or bears a name is never given away.", "Choose another one.", field="disposition"
        )


def _item(line: Any, case: Any) -> Any:
    return next(one for one in orders.lines_of(case.order_id) if one.id == line.order_line_id)
