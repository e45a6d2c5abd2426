"""Credit that customers have, and what the shop's system took of it."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.settlement import credits
from makegood.apps.settlement.queries import reimbursement_of
from makegood.base.tenancy import merchant_of
from makegood.casefile.crediting import Told
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_money import Credit, CreditPage, CreditTold
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import SpendingIn, SpendingReturnIn, answers
from makegood.journeys.record_spending import record_spending
from makegood.journeys.return_spending import return_spending
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.credits import credits_shown

router = Router(tags=["credits"])


def credit(shown: dict[str, Any]) -> dict[str, Any]:
    """What credits_shown says of one. The code is masked: what reads lists has no need of it."""
    one, currency = shown["credit"], shown["currency"]
    return {
        "id": one.public_id, "case": one.case.public_id, "kind": one.kind, "code": shown["code"], "given": shapes.money(shown["given"], currency),
        "left": shapes.money(shown["left"], currency), "given_at": shapes.moment(one.ended_at),
        "lines": [
            {
                "kind": row["line"].part.kind, "given": shapes.money(row["line"].part.amount_minor, currency),
                "spent": shapes.money(row["line"].spent_minor, currency), "expired": shapes.money(row["line"].expired_minor, currency),
                "left": shapes.money(row["left"], currency), "ends_on": shapes.moment(row["line"].ends_on), "source": row["line"].part.source,
                "citation": row["line"].part.citation or None,
            }
            for row in shown["lines"]
        ],
        "moves": [
            {
                "kind": move["kind"], "amount": shapes.money(move["amount"], currency), "on": shapes.moment(move["on"]),
                "order": move["order"] or None, "told_by": move["source"],
            }
            for move in shown["moves"]
        ],
    }  # fmt: skip


def shown_of(rows: list[Any], merchant_id: int) -> list[dict[str, Any]]:
    return [credit(one) for one in credits_shown(rows, merchant_of(merchant_id).zone)]


@router.get("", response=answers(CreditPage), operation_id="list_credits")
@call("read")
def list_credits(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first, also those with nothing left."""
    found = credits.credits_page(before_id=place_of(request, cursor), limit=limit + 1)
    shown = {one["id"]: one for one in shown_of(found, caller_of(request).merchant_id)}
    return page_of(request, found, limit, lambda row: shown[row.public_id])


@router.post("/spendings", response=answers(CreditTold), operation_id="record_spending")
@call("money")
def spend(request: HttpRequest, body: SpendingIn) -> dict[str, Any]:
    """An order of the shop's was paid with a code, in whole or in part. Told twice for one order it is one; with another amount it is refused."""
    caller = caller_of(request)
    told = record_spending(
        merchant_id=caller.merchant_id, code=body.code, order_number=body.order, amount_minor=minor_from_text(body.amount, body.currency),
        currency=body.currency, spent_on=body.on, source="api", by=caller.by, now=now_of(request),
    )  # fmt: skip
    return _told(told, caller.merchant_id)


@router.post("/returns", response=answers(CreditTold), operation_id="return_spending")
@call("money")
def give_back(request: HttpRequest, body: SpendingReturnIn) -> dict[str, Any]:
    """That order was refunded: the credit is there again. Without `amount` all that the order took; `reference` names the refund."""
    caller = caller_of(request)
    currency = credits.credit_by_code(body.code).currency
    told = return_spending(
        merchant_id=caller.merchant_id, code=body.code, order_number=body.order, reference=body.reference, source="api", by=caller.by,
        amount_minor=None if body.amount is None else minor_from_text(body.amount, currency), now=now_of(request),
    )  # fmt: skip
    return _told(told, caller.merchant_id)


@router.get("/{credit_id}", response=answers(Credit), operation_id="get_credit")
@call("read")
def get_credit(request: HttpRequest, credit_id: str) -> dict[str, Any]:
    found = shown_of([reimbursement_of(credit_id)], caller_of(request).merchant_id)
    if not found:
        raise Refusal("credit_unknown", "There is no such credit.", "Check its id.", status=404)
    return found[0]


def _told(told: Told, merchant_id: int) -> dict[str, Any]:
    return {
        "amount": shapes.money(told.amount_minor, told.credit.currency),
        "known": told.again,
        "credit": shown_of([told.credit], merchant_id)[0],
    }
