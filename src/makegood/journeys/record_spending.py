"""A customer paid with credit in the shop, or got it back because that order was refunded: each order once, what came on top first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.settlement import credits
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement.crediting import to_return, to_spend
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of


@dataclass(frozen=True, slots=True)
class Spent:
    """`moved` minor units; `is_new` False where this order's were recorded before. `left`: what can still be spent."""

    credit: Any
    moved: int
    left: int
    is_new: bool


def record_spending(*, merchant_id: int, code: str, amount_minor: int, order_number: str, by: Actor, now: datetime) -> Spent:
    """`order_number`: the shop's order that was paid with it. The same order with the same amount is the same spending.

    Refuses `credit_unknown`, `credit_over` (it was taken back), `credit_too_little` (with `left`), `spending_differs`, `amount_not_possible`, `order_needed`.
    """
    with unit(merchants=[merchant_id], by=by):
        account, today = _held(code, amount_minor, order_number, now)
        known = sum(one.amount_minor for one in account.moves if one.kind == "spent" and one.order_number == order_number)
        if known:
            if known != amount_minor:
                shown = text_from_minor(known, account.credit.currency)
                raise Refusal(
                    "spending_differs", f"This order spent {shown} of it already.", "Record what it gave back, or another order.", status=409,
                    field="amount", recorded=shown,
                )  # fmt: skip
            return Spent(account.credit, known, account.left(today), is_new=False)
        left = account.left(today)
        if amount_minor > left:
            shown = text_from_minor(left, account.credit.currency)
            raise Refusal(
                "credit_too_little",
                f"Only {shown} of it can be spent.",
                "Take the rest another way.",
                status=409,
                field="amount",
                left=shown,
            )
        moved = settlement.move_credit(
            account.credit, "spent", to_spend(account.parts, amount_minor, today), order_number=order_number, by=by, now=now
        )
        _book(account.credit, "credit_spent", moved, by, now)
        return Spent(account.credit, moved, left - moved, is_new=True)


def return_spending(*, merchant_id: int, code: str, amount_minor: int, order_number: str, by: Actor, now: datetime) -> Spent:
    """Of an order that was refunded: what it had spent comes back, at most all of it. What came on top and has ended meanwhile ends again.

    Refuses as record_spending, and `not_spent` where that order spent less.
    """
    with unit(merchants=[merchant_id], by=by):
        account, today = _held(code, amount_minor, order_number, now)
        back = to_return(account.parts, account.moves, order_number, amount_minor)
        if sum(amount for _, amount in back) != amount_minor:
            raise Refusal(
                "not_spent", "This order did not spend as much of it.", "Look at what was recorded for it.", status=409, field="amount"
            )
        moved = settlement.move_credit(account.credit, "returned", back, order_number=order_number, by=by, now=now)
        _book(account.credit, "credit_returned", -moved, by, now)
        ended = {one.part_id for one in account.parts if not one.lives(today)}
        return Spent(account.credit, moved, account.left(today) + sum(amount for part, amount in back if part not in ended), is_new=True)


def _held(code: str, amount_minor: int, order_number: str, now: datetime) -> tuple[credits.Account, Any]:
    """The credit with its case's order locked, read after that."""
    if amount_minor <= 0:
        raise Refusal("amount_not_possible", "The amount must be above zero.", "Check it.", field="amount")
    if not order_number.strip():
        raise Refusal(
            "order_needed",
            "An order is needed: it keeps a spending from being counted twice.",
            "Name the order that was paid with it.",
            field="order",
        )
    credit = credits.credit_by_code(code)
    if credit is None:
        raise Refusal("credit_unknown", "There is no credit with this code.", "Check its letters.", status=404, field="code")
    _case, order = hold_case(case_id=credit.case_id, now=now)
    if credit.reimbursement.state != "posted":
        raise Refusal("credit_over", "This credit was taken back.", "Look at its case.", status=409)
    return credits.account_of(credit), local_day(now, zone_of(order.market))


def _book(credit: Any, what: str, amount: int, by: Actor, now: datetime) -> None:
    parts = (("customer:store_credit", credit.currency, amount), ("sales:clearing", credit.currency, -amount))
    ledger.write([NewEntry("posted", what, credit.reimbursement.public_id, parts, credit.case_id)], by=by, now=now)
