"""An order that was paid with credit was refunded in the shop's system: the credit is there again."""

from datetime import datetime

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.settlement import credits as given
from makegood.apps.settlement import operations as settlement
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.crediting import Told, lines_of, put_back, spent_for
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal


def return_spending(
    *,
    merchant_id: int,
    code: str,
    order_number: str,
    source: str,
    by: Actor,
    now: datetime,
    amount_minor: int | None = None,
    reference: str = "",
) -> Told:
    """To the lines that it came from, the last taken first; all that the order has of it where no amount is said.

    `reference`: the shop's own name of that refund, so that told twice it is one; an order that gives back several times needs one each.
    Refuses `code_unknown`, `spending_unknown` (this order took nothing of it), `amount_not_positive`, `more_than_spent`, `return_differs`.
    """
    with unit(merchants=[merchant_id], by=by):
        hold_case(case_id=given.credit_by_code(code).case_id, now=now)
        credit, key = given.credit_by_code(code), given.order_key(order_number)
        zone = merchant_of(merchant_id).zone
        parts = given.parts_of([credit.id])
        moves = given.moves_of([part.id for part in parts])
        if not key or not any(one.kind == "spent" and one.order_key == key for one in moves):
            raise Refusal("spending_unknown", "This order took nothing of this credit.", "Check its number.", status=404, field="order")
        reference = reference.strip()[:60]
        same = [one for one in moves if one.kind == "given_back" and one.order_key == key and one.reference == reference]
        left = spent_for(key, moves)
        amount = left if amount_minor is None else amount_minor
        if same:
            if amount_minor is not None and sum(one.amount_minor for one in same) != amount_minor:
                raise Refusal(
                    "return_differs", "Under this reference another amount came back before.", "Name each refund of the order by its own.",
                    status=409, field="reference",
                )  # fmt: skip
            return Told(credit, sum(one.amount_minor for one in same), True, lines_of(parts, moves, zone))
        if amount <= 0 and amount_minor is not None:
            raise Refusal("amount_not_positive", "The amount has to be more than nothing.", "Say how much came back.", field="amount")
        if amount > left or amount <= 0:
            shown = text_from_minor(left, credit.currency)
            raise Refusal(
                "more_than_spent", f"The order has only {shown} {credit.currency} of it.", "Check the amount.", status=409, field="amount"
            )
        moves += settlement.move_credit(
            credit, "given_back", put_back(key, parts, moves, amount), on=local_day(now, zone), source=source, order_number=order_number.strip(),
            order_key=key, reference=reference, by=by, now=now,
        )  # fmt: skip
        booked = (("shop:clearing", credit.currency, amount), ("customer:store_credit", credit.currency, -amount))
        ledger.write([NewEntry("posted", "credit_given_back", credit.public_id, booked, credit.case_id)], by=by, now=now)
        return Told(credit, amount, False, lines_of(parts, moves, zone))
