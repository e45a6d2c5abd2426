"""What customers' banks and wallets dispute. An answer with its evidence is approved by a person, on the desk."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from makegood.apps.disputes import queries
from makegood.apps.disputes.states import DISPUTE_STATES
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_shop import Dispute, DisputePage
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.journeys.refund_anyway import refund_anyway
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["disputes"])
State = Annotated[str, Query(description=f"One of {', '.join(DISPUTE_STATES)}.")]


@router.get("", response=answers(DisputePage), operation_id="list_disputes")
@call("read", sees="dispute")
def list_disputes(request: HttpRequest, cursor: Cursor = "", state: State = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first."""
    if state and state not in DISPUTE_STATES:
        raise Refusal("state_unknown", "This state is not known.", f"One of {', '.join(DISPUTE_STATES)}.", field="state")
    rows = queries.disputes_page(before=place_of(request, cursor), state=state, limit=limit + 1)
    ours = queries.answers_to(one.id for one in rows)
    return page_of(request, rows, limit, lambda one: shapes.dispute(one, ours.get(one.id)))


@router.get("/{dispute_id}", response=answers(Dispute), operation_id="get_dispute")
@call("read", sees="dispute")
def get_dispute(request: HttpRequest, dispute_id: str) -> dict[str, Any]:
    found = queries.dispute_of(dispute_id)
    return shapes.dispute(found, queries.answer_to(found.id))


@router.post("/{dispute_id}/refund-anyway", response=answers(Dispute), operation_id="refund_anyway")
@call("money")
def anyway(request: HttpRequest, dispute_id: str) -> dict[str, Any]:
    """A person says that refunds of this order leave all the same; what was held back goes on at once."""
    caller = caller_of(request)
    refund_anyway(merchant_id=caller.merchant_id, dispute_id=dispute_id, by=caller.by, now=now_of(request))
    found = queries.dispute_of(dispute_id)
    return shapes.dispute(found, queries.answer_to(found.id))
