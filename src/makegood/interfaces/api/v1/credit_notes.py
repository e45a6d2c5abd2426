"""Credit notes, a month at a time; the documents are fetched on the desk."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.base.tenancy import merchant_of
from makegood.casefile.days import local_day
from makegood.interfaces.api.v1.answers_money import CreditNotes
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.web.clock import now_of
from makegood.web.credit_notes import notes_of_month

router = Router(tags=["reimbursements"])


@router.get("", response=answers(CreditNotes), operation_id="list_credit_notes")
@call("read")
def of_month(request: HttpRequest, month: str = "") -> dict[str, Any]:
    """`month` as 2026-11, by the shop's own days; the running one where none is given. `cancels`: the note that this one takes back; its amounts are then to be subtracted."""
    today = local_day(now_of(request), merchant_of(caller_of(request).merchant_id).zone)
    return {
        "items": [
            {
                "number": note.number, "issued_on": note.issued_on.isoformat(), "reimbursement": note.reimbursement.public_id,
                "cancels": note.cancels.number if note.cancels_id else None, "order": note.body["order"], "case": note.body["case"],
                "currency": note.body["currency"], "by_rate": note.body.get("by_rate", []), "breakdown": note.body["breakdown"],
            }
            for note in notes_of_month(month or f"{today:%Y-%m}")
        ]
    }  # fmt: skip
