"""What the shop asks back."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from makegood.apps.claims import queries
from makegood.apps.claims.states import TRANSITIONS
from makegood.apps.returns import queries as returns
from makegood.casefile.holding import hold_case
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_cases import Claim, ClaimPage, ClaimSubmitted
from makegood.interfaces.api.v1.calls import call, caller_of, close_at_rest
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import AnswerIn, CreditIn, answers
from makegood.interfaces.api.v1.schemas_recovery import FaultIn, FiledIn
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.raise_claim import raise_claim
from makegood.journeys.record_credit import record_credit
from makegood.journeys.split_fault import split_fault
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.money import minor_from_text
from makegood.web.clock import now_of
from makegood.web.follow import follow

router = Router(tags=["claims"])
OPEN = tuple(state for state, after in TRANSITIONS.items() if after)
State = Literal[("", *TRANSITIONS)]  # type: ignore[valid-type]


@router.get("", response=answers(ClaimPage), operation_id="list_claims")
@call("read", sees="claim")
def list_claims(request: HttpRequest, cursor: Cursor = "", state: State = "", limit: Limit = 200) -> dict[str, Any]:
    """Without a state those that are open, the most urgent first, at most 500 on one page; with one, the newest first, in pages."""
    if not state:
        if cursor:
            place_of(request, cursor)
        return shapes.page([shapes.claim(one) for one in queries.claims_in(OPEN)], None)
    return page_of(request, queries.claims_page(before_id=place_of(request, cursor), limit=limit + 1, state=state), limit, shapes.claim)


def held_claim(request: HttpRequest, claim_id: str) -> dict[str, Any]:
    hold_case(case_id=queries.claim_of(claim_id).case_id, now=now_of(request))
    return shapes.claim(queries.claim_of(claim_id))


@router.get("/{claim_id}", response=answers(Claim), operation_id="get_claim")
@call("read", sees="claim")
def get_claim(request: HttpRequest, claim_id: str) -> dict[str, Any]:
    return shapes.claim(queries.claim_of(claim_id))


@router.post("/for-case/{case_id}", response=answers(ClaimPage, 201), operation_id="draft_claims")
@call("write", status=201)
def draft(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """Draft what the agreements cover in a case. Where they cover nothing, and nothing else is open, the case is closed."""
    caller, case = caller_of(request), returns.case_of(case_id)
    made = raise_claim(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))
    if not made:
        follow(merchant_id=caller.merchant_id, case_id=case.id, now=now_of(request), only=frozenset({"raise_claim", "close_return"}))
    return {"items": [shapes.claim(one) for one in made], "next": None}


@router.post("/for-line/{line_id}/fault", response=answers(ClaimPage), operation_id="split_fault")
@call("write")
def fault(request: HttpRequest, line_id: str, body: FaultIn) -> dict[str, Any]:
    """Who bears what went wrong with a line of a case, in shares of a hundred: its claims follow, each asking for its part. What the customer gets
    does not change."""
    caller, line = caller_of(request), returns.line_of(line_id)
    split_fault(merchant_id=caller.merchant_id, line_id=line.id, shares=body.model_dump(), by=caller.by, now=now_of(request))
    raise_claim(merchant_id=caller.merchant_id, case_id=line.case_id, by=caller.by, now=now_of(request))
    return {"items": [shapes.claim(one) for one in queries.claims_of_line(line.id)], "next": None}


@router.post("/{claim_id}/submit/by-hand", response=answers(Claim), operation_id="submit_claim_by_hand")
@call("write", of=held_claim)
def submit_by_hand(request: HttpRequest, claim_id: str, body: FiledIn) -> dict[str, Any]:
    """It was filed where the supplier or the carrier takes claims: no mail is written, its days begin."""
    caller = caller_of(request)
    claim, _address = submit_claim(
        merchant_id=caller.merchant_id, claim_id=claim_id, by_hand=True, filed_as=body.filed_as, by=caller.by, now=now_of(request)
    )
    return shapes.claim(claim)


@router.post("/{claim_id}/submit", response=answers(ClaimSubmitted), operation_id="submit_claim")
@call("write", of=held_claim)
def submit(request: HttpRequest, claim_id: str) -> dict[str, Any]:
    caller = caller_of(request)
    claim, address = submit_claim(merchant_id=caller.merchant_id, claim_id=claim_id, by=caller.by, now=now_of(request))
    return shapes.claim(claim) | {"link": address}


@router.post("/{claim_id}/submit/early", response=answers(ClaimSubmitted), operation_id="submit_claim_early")
@call("write", of=held_claim)
def submit_early(request: HttpRequest, claim_id: str) -> dict[str, Any]:
    """Before its `opens_on`, where the supplier wants it now: `submit` refuses that with `claim_not_open`."""
    caller = caller_of(request)
    claim, address = submit_claim(merchant_id=caller.merchant_id, claim_id=claim_id, by=caller.by, now=now_of(request), early=True)
    return shapes.claim(claim) | {"link": address}


@router.post("/{claim_id}/answer", response=answers(Claim), operation_id="answer_claim")
@call("write", of=held_claim)
def answer(request: HttpRequest, claim_id: str, body: AnswerIn) -> dict[str, Any]:
    """Record what the supplier said by another way."""
    caller, currency = caller_of(request), queries.claim_of(claim_id).currency
    found = answer_claim(
        merchant_id=caller.merchant_id, claim_id=claim_id, answer=body.answer, reason=body.reason, words=body.words,
        credit_form=body.credit_form, amount_minor=minor_from_text(body.amount, currency) if body.amount else 0, promised_on=body.promised_on,
        by=caller.by, now=now_of(request),
    )  # fmt: skip
    return shapes.claim(found)


@router.post("/{claim_id}/credit", response=answers(Claim), operation_id="credit_claim")
@call("money", of=held_claim)
def credit(request: HttpRequest, claim_id: str, body: CreditIn) -> dict[str, Any]:
    caller, currency = caller_of(request), queries.claim_of(claim_id).currency
    found = record_credit(
        merchant_id=caller.merchant_id, claim_id=claim_id, amount_minor=minor_from_text(body.amount, currency),
        write_off_reason=body.write_off_reason, by=caller.by, now=now_of(request),
    )  # fmt: skip
    close_at_rest(request, found.case_id)
    return shapes.claim(found)
