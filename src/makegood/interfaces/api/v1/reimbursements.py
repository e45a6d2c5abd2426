"""What is owed to customers."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.settlement import queries
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.calls import call, caller_of, close_at_rest
from makegood.interfaces.api.v1.schemas import OutcomeIn, ReasonIn, answers
from makegood.journeys.issue_credit_note import issue_credit_note
from makegood.journeys.record_refund import record_refund
from makegood.journeys.void_refund import void_refund
from makegood.web.clock import now_of

router = Router(tags=["reimbursements"])


@router.get("", response=answers())
@call("read")
def waiting(request: HttpRequest) -> dict[str, Any]:
    """Those that wait for a person to pay."""
    return {"items": [shapes.reimbursement(one) for one in queries.pending_reimbursements()], "next": None}


@router.get("/{reimbursement_id}", response=answers())
@call("read")
def get_reimbursement(request: HttpRequest, reimbursement_id: str) -> dict[str, Any]:
    return shapes.reimbursement(queries.reimbursement_of(reimbursement_id))


@router.post("/{reimbursement_id}/outcome", response=answers())
@call("money")
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
    return shapes.reimbursement(found) | {"credit_notes": [note.number for note in notes]}


@router.post("/{reimbursement_id}/void", response=answers())
@call("money")
def void(request: HttpRequest, reimbursement_id: str, body: ReasonIn) -> dict[str, Any]:
    caller = caller_of(request)
    found = void_refund(
        merchant_id=caller.merchant_id, reimbursement_id=reimbursement_id, reason=body.reason, by=caller.by, now=now_of(request)
    )
    return shapes.reimbursement(found)
