"""A case as the API shows it, and in hand for what changes it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.inspection import queries as inspections
from makegood.apps.orders import queries as orders
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import queries
from makegood.apps.settlement import queries as settlement
from makegood.base.deadlines import open_deadlines
from makegood.casefile.holding import hold_case
from makegood.interfaces.api.v1 import shapes
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of


def line_of(case_id: str, line_id: str, now: datetime) -> Any:
    """A line of this case, in hand. Refuses `line_unknown` for one of another case too."""
    case, _ = hold_case(case=case_id, now=now)
    found = next((line for line in queries.lines_of_case(case.id) if line.public_id == line_id), None)
    if found is None:
        raise Refusal("line_unknown", "The case has no such line.", "Reload the case.", status=404, field="line")
    return found


def shown(case_id: int) -> dict[str, Any]:
    case = queries.case_by_id(case_id)
    order = orders.order_by_id(case.order_id)
    names = {line.id: line.public_id for line in orders.lines_of(order.id)}
    return shapes.case(case, queries.lines_of_case(case.id), order, names, queries.choices_of(case.id))


def whole(case: Any) -> dict[str, Any]:
    """What a GET of the case answers."""
    names = {line.id: line.public_id for line in queries.lines_of_case(case.id)}
    looked = inspections.inspections_of_case(case.id)
    return shown(case.id) | {
        "decisions": [shapes.decision(one, names.get(one.line_id, "")) for one in queries.decisions_of(case.id)],
        "deadlines": [shapes.deadline(one) for one in open_deadlines(case.id)],
        "parcels": [shapes.parcel(one) for one in carriage.parcels_of_case(case.id)],
        "inspections": [shapes.inspection(one, case.public_id, names, {row.id: row.public_id for row in looked}) for one in looked],
        "reimbursements": [shapes.reimbursement(one, settlement.transfers_of(one)) for one in settlement.reimbursements_of_case(case.id)],
        "claims": [shapes.claim(one) for one in claims.claims_of_case(case.id)],
        "replacements": [shapes.replacement(one) for one in replacements.replacements_of_case(case.id)],
        "differences": [shapes.difference(one, names.get(one.line_id, "")) for one in replacements.differences_of_case(case.id)],
        "linked": [one.public_id for one in queries.linked_cases(case.id)],
        "merged_into": queries.case_by_id(case.merged_into_id).public_id if case.merged_into_id else None,
    }


def held_case(request: HttpRequest, case_id: str, **_: str) -> dict[str, Any]:
    """The same, of the case in hand: for If-Match."""
    hold_case(case=case_id, now=now_of(request))
    return whole(queries.case_of(case_id))
