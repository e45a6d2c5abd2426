"""Credits of suppliers and carriers: taken once, matched, explained; and what came back by supplier, kind and month."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from makegood.apps.claims import credits
from makegood.apps.claims import queries as claims
from makegood.base.tenancy import merchant_of
from makegood.insight.recovery import MONTHS, recovery
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_recovery import ClaimCredit, ClaimCreditPage, ClaimCreditTaken, RecoveryTable
from makegood.interfaces.api.v1.calls import call, caller_of, close_at_rest
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.interfaces.api.v1.schemas_recovery import ClaimCreditIn, CreditMatchIn, ExplainIn
from makegood.journeys.explain_credit import explain_credit
from makegood.journeys.match_credit import match_credit
from makegood.journeys.unmatch_credit import unmatch_credit
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.credits_in import take_in

router = Router(tags=["recovery"])
Months = Annotated[int, Query(ge=1, le=36, description="This month and those before it.")]


def shown(rows: list[Any]) -> list[dict[str, Any]]:
    matches = credits.matches_of([one.id for one in rows])
    return [
        {
            "id": one.public_id, "party": one.party, "who": one.who, "amount": shapes.money(one.amount_minor, one.currency),
            "left": shapes.money(one.left_minor, one.currency), "reference": one.reference or None, "named": one.named or None,
            "came_on": shapes.moment(one.came_on), "way": one.way,
            "parts": [
                {
                    "id": part.id, "meaning": part.meaning, "claim": part.claim.public_id if part.claim is not None else None,
                    "amount": shapes.money(part.amount_minor, one.currency), "at": shapes.moment(part.at),
                }
                for part in matches.get(one.id, [])
            ],
        }
        for one in rows
    ]  # fmt: skip


def _one(credit_id: str) -> dict[str, Any]:
    return shown([credits.credit_of(credit_id)])[0]


@router.get("/credits", response=answers(ClaimCreditPage), operation_id="list_claim_credits")
@call("read")
def list_credits(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50, held: bool = False) -> dict[str, Any]:
    """The newest first; `held`: only those of which something waits for a person."""
    found = credits.credits_page(before_id=place_of(request, cursor), limit=limit + 1, only_held=held)
    rows = {one["id"]: one for one in shown(found)}
    return page_of(request, found, limit, lambda row: rows[row.public_id])


@router.post("/credits", response=answers(ClaimCreditTaken, 201), operation_id="take_claim_credit")
@call("money", status=201)
def take(request: HttpRequest, body: ClaimCreditIn) -> dict[str, Any]:
    """A credit came. What it is for is matched where nothing is in doubt; the rest is held. Nothing is converted."""
    caller, currency = caller_of(request), body.currency.upper()
    taken = take_in(
        merchant_id=caller.merchant_id, party=body.party, who=body.who, amount_minor=minor_from_text(body.amount, currency), currency=currency,
        came_on=body.came_on, way="invoice" if body.from_invoice else "api", reference=body.reference, named=body.named, by=caller.by,
        now=now_of(request),
    )  # fmt: skip
    return _one(taken.credit.public_id) | {"why": taken.why or None}


@router.post("/credits/{credit_id}/match", response=answers(ClaimCredit), operation_id="match_claim_credit")
@call("money")
def match(request: HttpRequest, credit_id: str, body: CreditMatchIn) -> dict[str, Any]:
    """Parts of what is left of it are for these claims: all of them, or none."""
    caller = caller_of(request)
    if len({part.claim for part in body.parts}) < len(body.parts):
        raise Refusal("claim_twice", "A claim is named twice.", "Name each once, with the whole of its part.", status=422, field="parts")
    parts = [(part.claim, minor_from_text(part.amount, claims.claim_of(part.claim).currency)) for part in body.parts]
    closed = match_credit(merchant_id=caller.merchant_id, credit_id=credit_id, parts=parts, by=caller.by, now=now_of(request))
    for case_id in sorted({one.case_id for one in closed}):
        close_at_rest(request, case_id)
    return _one(credit_id)


@router.post("/credits/{credit_id}/explain", response=answers(ClaimCredit), operation_id="explain_claim_credit")
@call("money")
def explain(request: HttpRequest, credit_id: str, body: ExplainIn) -> dict[str, Any]:
    """What is left of it is no claim's."""
    caller = caller_of(request)
    explain_credit(merchant_id=caller.merchant_id, credit_id=credit_id, meaning=body.meaning, by=caller.by, now=now_of(request))
    return _one(credit_id)


@router.post("/credits/{credit_id}/parts/{part_id}/undo", response=answers(ClaimCredit), operation_id="undo_claim_credit_part")
@call("money")
def undo(request: HttpRequest, credit_id: str, part_id: int) -> dict[str, Any]:
    """A part was said to be what it is not: it is reversed, and waits again."""
    caller = caller_of(request)
    if credits.match_of(part_id).credit.public_id != credit_id:
        raise Refusal("match_unknown", "This credit has no such part.", "See its parts.", status=404)
    unmatch_credit(merchant_id=caller.merchant_id, match_id=part_id, by=caller.by, now=now_of(request))
    return _one(credit_id)


@router.get("", response=answers(RecoveryTable), operation_id="get_recovery")
@call("read")
def get_recovery(request: HttpRequest, months: Months = MONTHS[0]) -> dict[str, Any]:
    """By the month in which claims were sent, in the shop's zone; each currency a row of its own."""
    found = recovery(merchant_of(caller_of(request).merchant_id), now=now_of(request), months=months)
    rows = [
        {
            "month": f"{one.month:%Y-%m}", "party": one.party, "who": one.who, "kind": one.kind, "claims": one.claims,
            "asked": shapes.money(one.asked_minor, one.currency), "accepted": shapes.money(one.accepted_minor, one.currency),
            "credited": shapes.money(one.credited_minor, one.currency), "lost": shapes.money(one.lost_minor, one.currency),
            "open": shapes.money(one.open_minor, one.currency),
        }
        for one in found.rows
    ]  # fmt: skip
    return {"since": shapes.moment(found.since), "months": found.months, "rows": rows}
