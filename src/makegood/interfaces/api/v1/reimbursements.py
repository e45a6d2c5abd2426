"""What is owed to customers."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from makegood.apps.settlement import queries
from makegood.apps.settlement.states import TRANSITIONS
from makegood.casefile.holding import hold_case
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_cases import Reimbursement, ReimbursementPage, ReimbursementRecorded
from makegood.interfaces.api.v1.calls import call, caller_of, close_at_rest
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import ExcessIn, OutcomeIn, PursueIn, ReasonIn, answers
from makegood.journeys.issue_credit_note import issue_credit_note
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.settle_excess import settle_excess
from makegood.journeys.void_refund import void_refund
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["reimbursements"])
State = Literal[("", *TRANSITIONS)]  # type: ignore[valid-type]


@router.get("", response=answers(ReimbursementPage), operation_id="list_reimbursements")
@call("read")
def list_reimbursements(request: HttpRequest, cursor: Cursor = "", state: State = "", limit: Limit = 200) -> dict[str, Any]:
    """Without a state those that wait for a person (to pay, or to go after a provider), at most 500 on one page; with one, the newest first, in pages."""
    before = place_of(request, cursor)
    found = queries.reimbursements_page(before_id=before, limit=limit + 1, state=state) if state else queries.pending_reimbursements()
    transfers = queries.transfers_of_reimbursements([one.id for one in found])
    return page_of(request, found, limit if state else len(found), lambda one: shapes.reimbursement(one, transfers[one.id]))


def held_reimbursement(request: HttpRequest, reimbursement_id: str, **_: str) -> dict[str, Any]:
    hold_case(case_id=queries.reimbursement_of(reimbursement_id).case_id, now=now_of(request))
    return _shown(queries.reimbursement_of(reimbursement_id))


@router.get("/{reimbursement_id}", response=answers(Reimbursement), operation_id="get_reimbursement")
@call("read")
def get_reimbursement(request: HttpRequest, reimbursement_id: str) -> dict[str, Any]:
    return _shown(queries.reimbursement_of(reimbursement_id))


@router.post("/{reimbursement_id}/outcome", response=answers(ReimbursementRecorded), operation_id="record_outcome")
@call("money", of=held_reimbursement)
def record(request: HttpRequest, reimbursement_id: str, body: OutcomeIn) -> dict[str, Any]:
    caller, now = caller_of(request), now_of(request)
    found = record_refund(
        merchant_id=caller.merchant_id, reimbursement_id=reimbursement_id, outcome=body.outcome, provider_ref=body.provider_ref,
        problem=body.problem, by=caller.by, now=now,
    )  # fmt: skip
    notes = (
        issue_credit_note(merchant_id=caller.merchant_id, case_id=found.case_id, by=caller.by, now=now) if body.outcome == "posted" else []
    )
    close_at_rest(request, found.case_id)
    return _shown(found) | {"credit_notes": [note.number for note in notes]}


@router.post("/{reimbursement_id}/void", response=answers(Reimbursement), operation_id="void_reimbursement")
@call("money", of=held_reimbursement)
def void(request: HttpRequest, reimbursement_id: str, body: ReasonIn) -> dict[str, Any]:
    caller = caller_of(request)
    found = void_refund(
        merchant_id=caller.merchant_id, reimbursement_id=reimbursement_id, reason=body.reason, by=caller.by, now=now_of(request)
    )
    return _shown(found)


@router.post("/{reimbursement_id}/transfers/{transfer_id}/pursue", response=answers(Reimbursement), operation_id="pursue_transfer")
@call("money", of=held_reimbursement)
def pursue(request: HttpRequest, reimbursement_id: str, transfer_id: str, body: PursueIn) -> dict[str, Any]:
    """Ask the provider now what became of it, or send it again where the provider knows nothing of it. The answer comes later."""
    caller = caller_of(request)
    reimbursement, transfer = queries.reimbursement_of(reimbursement_id), queries.transfer_of(transfer_id)
    if transfer.reimbursement_id != reimbursement.id:
        raise Refusal("transfer_unknown", "This payment has no such transfer.", "See the payment's own list.", status=404)
    pursue_transfer(merchant_id=caller.merchant_id, transfer_id=transfer_id, call=body.call, by=caller.by, now=now_of(request))
    return _shown(reimbursement)


@router.post("/{reimbursement_id}/excess", response=answers(Reimbursement), operation_id="settle_excess")
@call("money", of=held_reimbursement)
def excess(request: HttpRequest, reimbursement_id: str, body: ExcessIn) -> dict[str, Any]:
    """What left too much is kept by the customer, or has come back."""
    caller = caller_of(request)
    found = settle_excess(
        merchant_id=caller.merchant_id, reimbursement_id=reimbursement_id, how=body.how, by=caller.by, now=now_of(request)
    )
    return _shown(found)


def _shown(reimbursement: Any) -> dict[str, Any]:
    return shapes.reimbursement(reimbursement, queries.transfers_of(reimbursement))
