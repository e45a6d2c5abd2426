"""The shop's system took a credit's code for an order: what was owed to the customer falls by it."""

from datetime import date, datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.settlement import credits as given
from makegood.apps.settlement import operations as settlement
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.crediting import Told, lines_of, spent_for, take
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def record_spending(
    *, merchant_id: int, code: str, order_number: str, amount_minor: int, currency: str, source: str, by: Actor, now: datetime,
    spent_on: date | None = None,
) -> Told:  # fmt: skip
    """`order_number`: the shop's own, of the order that was paid with it; told twice it is one. `spent_on`: when, in the shop's days; today where unsaid.

    The bonus goes first. Books: the liability falls, and what the shop's own books take over stands in `shop:clearing`, because the sale itself
    is booked there and not here. Refuses `code_unknown`, `order_needed`, `amount_not_positive`, `currency_mismatch`, `day_to_come`,
    `spending_differs` (told before with another amount) and `credit_too_small`.
    """
    with unit(merchants=[merchant_id], by=by):
        hold_case(case_id=given.credit_by_code(code).case_id, now=now)
        credit, key = given.credit_by_code(code), given.order_key(order_number)
        zone = merchant_of(merchant_id).zone
        today = local_day(now, zone)
        on = spent_on or today
        _check(credit, key, amount_minor, currency, on, today)
        parts = given.parts_of([credit.id])
        moves = given.moves_of([part.id for part in parts])
        known = sum(one.amount_minor for one in moves if one.kind == "spent" and one.order_key == key)
        if known and known != amount_minor:
            raise Refusal(
                "spending_differs", "For this order another amount was told before.",
                "Where it was changed, record what came back, and the new amount under the order's new number.", status=409, field="amount",
            )  # fmt: skip
        if known:
            return Told(credit, known, True, lines_of(parts, moves, zone))
        taken, revived = take(lines_of(parts, moves, zone), amount_minor, on=on, currency=currency)
        entries = []
        if revived:
            moves += settlement.move_credit(
                credit, "revived", revived, on=on, source=source, order_number=order_number, order_key=key, by=by, now=now
            )
            entries += [revival(credit, part, amount) for part, amount in revived]
        moves += settlement.move_credit(
            credit, "spent", taken, on=on, source=source, order_number=order_number.strip(), order_key=key, by=by, now=now
        )
        parts_booked = (("customer:store_credit", currency, amount_minor), ("shop:clearing", currency, -amount_minor))
        entries.append(NewEntry("posted", "credit_spent", credit.public_id, parts_booked, credit.case_id))
        ledger.write(entries, by=by, now=now)
        assert spent_for(key, moves) == amount_minor
        return Told(credit, amount_minor, False, lines_of(parts, moves, zone))


def revival(credit: Any, part: Any, amount: int) -> NewEntry:
    """What was written off when the line ended is owed again: it had been spent before."""
    into = "expense:goodwill" if part.kind == "bonus" else "income:credit_expired"
    booked = ((into, credit.currency, amount), ("customer:store_credit", credit.currency, -amount))
    return NewEntry("posted", "credit_revived", credit.public_id, booked, credit.case_id)


def _check(credit: Any, key: str, amount_minor: int, currency: str, on: date, today: date) -> None:
    if not key:
        raise Refusal("order_needed", "The order's number is needed.", "Say which order was paid with it.", field="order")
    if amount_minor <= 0:
        raise Refusal("amount_not_positive", "The amount has to be more than nothing.", "Say how much was spent.", field="amount")
    if currency != credit.currency:
        raise Refusal("currency_mismatch", f"This credit is in {credit.currency}.", "Say the amount in its own currency.", field="currency")
    if on > today:
        raise Refusal("day_to_come", "This day has not come yet.", "Say the day of the order.", field="spent_on")
