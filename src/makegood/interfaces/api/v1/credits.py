"""Credit: what was given, what is left of it, and the shop's orders that were paid with it. A code stands in a body, never in an address."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router

from makegood.apps.returns import queries as returns
from makegood.apps.settlement import credits
from makegood.base.tenancy import merchant_of
from makegood.casefile.days import local_day
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_money import Credit, CreditBalance, CreditPage, CreditSpent
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import Strict, answers
from makegood.journeys.record_spending import record_spending, return_spending
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["credits"])


class CodeIn(Strict):
    code: str = Field(min_length=1, max_length=60)


class SpendingIn(CodeIn):
    """`order` is the shop's own number of the order that was paid with it; the same order and amount again is the same spending."""

    amount: str = Field(max_length=24, examples=["12.90"])
    order: str = Field(min_length=1, max_length=60)


def _today(request: HttpRequest) -> date:
    return local_day(now_of(request), merchant_of(caller_of(request).merchant_id).zone)


@router.get("", response=answers(CreditPage), operation_id="list_credits")
@call("read")
def list_credits(request: HttpRequest, cursor: Cursor = "", limit: Limit = 200, case: str = "") -> dict[str, Any]:
    """The newest first; of one case where it is named."""
    today = _today(request)
    if case:
        found = credits.credits_of_case(returns.case_of(case).id)
        return page_of(request, found, max(len(found), 1), lambda one: shapes.credit(one, today))
    found = credits.credits_page(before_id=place_of(request, cursor), limit=limit + 1)
    return page_of(request, found, limit, lambda one: shapes.credit(one, today))


@router.post("/balance", response=answers(CreditBalance), operation_id="look_up_credit")
@call("money")
def balance(request: HttpRequest, body: CodeIn) -> dict[str, Any]:
    """What can still be spent of the credit with this code, for a checkout that takes it."""
    found = credits.credit_by_code(body.code)
    if found is None or found.reimbursement.state != "posted":
        raise _unknown()
    shown = shapes.credit(credits.account_of(found), _today(request))
    return {"credit": shown["id"], "left": shown["left"], "parts": shown["parts"]}


@router.post("/spendings", response=answers(CreditSpent), operation_id="record_spending")
@call("money")
def spend(request: HttpRequest, body: SpendingIn) -> dict[str, Any]:
    caller = caller_of(request)
    done = record_spending(
        merchant_id=caller.merchant_id,
        code=body.code,
        amount_minor=_minor(body),
        order_number=body.order,
        by=caller.by,
        now=now_of(request),
    )
    return _done(done)


@router.post("/returns", response=answers(CreditSpent), operation_id="return_spending")
@call("money")
def give_back(request: HttpRequest, body: SpendingIn) -> dict[str, Any]:
    """The order was refunded: what it had spent of the credit can be spent again."""
    caller = caller_of(request)
    done = return_spending(
        merchant_id=caller.merchant_id,
        code=body.code,
        amount_minor=_minor(body),
        order_number=body.order,
        by=caller.by,
        now=now_of(request),
    )
    return _done(done)


@router.get("/{credit_id}", response=answers(Credit), operation_id="get_credit")
@call("read")
def get_credit(request: HttpRequest, credit_id: str) -> dict[str, Any]:
    found = credits.credit_of(credit_id)
    if found is None:
        raise _unknown()
    return shapes.credit(credits.account_of(found), _today(request))


def _minor(body: SpendingIn) -> int:
    found = credits.credit_by_code(body.code)
    if found is None:
        raise _unknown()
    return minor_from_text(body.amount, found.currency)


def _done(done: Any) -> dict[str, Any]:
    money = done.credit.currency
    return {
        "credit": done.credit.public_id, "moved": shapes.money(done.moved, money), "left": shapes.money(done.left, money), "is_new": done.is_new,
    }  # fmt: skip


def _unknown() -> Refusal:
    return Refusal("credit_unknown", "There is no such credit.", "Check its code.", status=404)
