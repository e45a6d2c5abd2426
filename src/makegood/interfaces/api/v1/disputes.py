"""What customers' banks and wallets dispute: to read. An answer is approved by a person, on the desk."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.disputes import queries
from makegood.apps.disputes.states import DISPUTE_STATES
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.calls import call
from makegood.interfaces.api.v1.paging import cursor_of, place_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.kernel.refusal import Refusal

router = Router(tags=["disputes"])


@router.get("", response=answers())
@call("read")
def list_disputes(request: HttpRequest, cursor: str = "", state: str = "", limit: int = 50) -> dict[str, Any]:
    if state and state not in DISPUTE_STATES:
        raise Refusal("state_unknown", "This state is not known.", f"One of {', '.join(DISPUTE_STATES)}.", field="state")
    limit = max(1, min(limit, 200))
    rows = queries.disputes_page(before=place_of(cursor), state=state, limit=limit)
    ours = queries.answers_to(one.id for one in rows)
    return shapes.page([shapes.dispute(one, ours.get(one.id)) for one in rows], cursor_of(rows, limit))


@router.get("/{dispute_id}", response=answers())
@call("read")
def get_dispute(request: HttpRequest, dispute_id: str) -> dict[str, Any]:
    found = queries.dispute_of(dispute_id)
    return shapes.dispute(found, queries.answer_to(found.id))
