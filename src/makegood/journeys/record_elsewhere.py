"""Staff refunded something in the shop's own system and says so here; or takes back that they did."""

from datetime import UTC, date, datetime, time
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.orders.locking import lock_order
from makegood.apps.orders.operations.learning import add_by_hand
from makegood.apps.orders.words import BY_HAND
from makegood.apps.settlement import queries as settled
from makegood.base.actor import Actor
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.elsewhere import counted_past, key_of, refunds_elsewhere
from makegood.casefile.holding import money_wanted
from makegood.casefile.money import left_of, quote_order
from makegood.kernel.ids import new_public_id
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.policy.quote import compute
from makegood.policy.quote_input import read_input
from makegood.policy.quote_payments import left_of_payments


def record_elsewhere(
    *, merchant_id: int, order_id: int, amount_minor: int, on: date, reason: str, by: Actor, now: datetime, line_id: int | None = None,
    quantity: int = 0, is_shipping: bool = False, payment_id: int | None = None, is_another: bool = False,
) -> list[Any]:  # fmt: skip
    """The PastReturn rows. Of one line (`line_id`, `quantity` of its units), of delivery, or (neither) of the order as a whole.

    `is_another`: one of the same amount and day is known, and this is not it. Never more than is left of what was paid.
    Refuses amount_needed, reason_needed, date_ahead, line_unknown, payment_unknown, amount_exceeds_left, already_known.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        read_together(*money_wanted(order.id), orders.lines_wanted(order.id))
        _check(order, amount_minor, on, reason, now)
        payment = next((one for one in orders.payments_of(order.id) if one.id == payment_id), None)
        if payment_id is not None and payment is None:
            raise Refusal("payment_unknown", "The order has no such payment.", "Choose one of the list.", field="payment")
        _check_left(order, amount_minor, line_id, is_shipping, payment)
        if not is_another:
            _check_twin(order, amount_minor, on)
        row = {
            "kind": "refund", "line_id": line_id, "quantity": quantity if line_id else 0, "payment": payment, "text": reason[:300],
            "amount_minor": 0 if is_shipping else amount_minor, "shipping_minor": amount_minor if is_shipping else 0,
            "at": datetime.combine(on, time(12), UTC),
        }  # fmt: skip
        return add_by_hand(order, [row], key=new_public_id("els"), by=by, now=now)


def reverse_elsewhere(*, merchant_id: int, past_id: int, reason: str, by: Actor, now: datetime) -> list[Any]:
    """It was recorded wrongly: a row says so, the old one stays. Refuses refund_unknown, not_by_hand, already_reversed, already_matched."""
    with unit(merchants=[merchant_id], by=by):
        known = orders.past_of(past_id)
        order = lock_order(known.order_id or 0)
        read_together(*money_wanted(order.id))
        if known.source != BY_HAND or known.reverses_id:
            raise Refusal("not_by_hand", "Only what was recorded here can be taken back.", "Change it in the shop's system.", status=409)
        if any(row.reverses_id == known.id for row in orders.past_returns_of(order.id)):
            raise Refusal("already_reversed", "This was taken back already.", "Nothing has to be done.", status=409)
        if any(one.same and known.id in (one.twin_id, one.past_id) for one in settled.same_of_order(order.id)):
            raise Refusal("already_matched", "This is one with a refund that is known.", "Nothing is counted twice.", status=409)
        if not reason.strip():
            raise Refusal("reason_needed", "A reason is needed.", "Write what was wrong.", field="reason")
        row = {
            "kind": known.kind, "line_id": known.line_id, "quantity": known.quantity, "payment_id": known.payment_id, "text": reason[:300],
            "amount_minor": known.amount_minor, "shipping_minor": known.shipping_minor, "at": now, "reverses": known,
        }  # fmt: skip
        return add_by_hand(order, [row], key=new_public_id("els"), by=by, now=now)


def _check(order: Any, amount_minor: int, on: date, reason: str, now: datetime) -> None:
    if amount_minor < 1:
        raise Refusal("amount_needed", "An amount is needed for this.", "Give an amount above zero.", field="amount")
    if not reason.strip():
        raise Refusal("reason_needed", "A reason is needed.", "Write why it was given.", field="reason")
    if on > now.date() or on < order.placed_on:
        raise Refusal("date_ahead", "On this day it can't have been given.", "Choose a day since the order.", field="on")


def _check_left(order: Any, amount_minor: int, line_id: int | None, is_shipping: bool, payment: Any) -> None:
    """Against what is left of the line, of delivery, of the payment and of all payments together."""
    lines = {line.id: line for line in orders.lines_of(order.id)}
    if line_id is not None and line_id not in lines:
        raise Refusal("line_unknown", "This item is not part of the order.", "Choose an item of the order.", field="line", status=404)
    document = quote_order(
        order, list(lines.values()), orders.payments_of(order.id), counted_past(order.id), settled.reimbursements_of_order(order.id)
    )
    text = text_from_minor(amount_minor, order.currency)
    if line_id is not None or is_shipping:
        asked = [{"id": lines[line_id].public_id, "amount": text}] if line_id is not None else []
        compute(read_input({**document, "ask": {"lines": asked, "shipping": text if is_shipping else "none"}}))
    _, read = left_of(document)
    left = left_of_payments(read, order.total_minor)
    most = left.get(f"pay_{payment.id}", 0) if payment is not None else sum(left.values())
    if amount_minor > most:
        raise Refusal(
            "amount_exceeds_left", f"Only {text_from_minor(most, order.currency)} {order.currency} is left of what was paid.",
            "Check the amount, and whether it is known already.", status=409, field="amount",
        )  # fmt: skip


def _check_twin(order: Any, amount_minor: int, on: date) -> None:
    for one in refunds_elsewhere(order.id):
        if one.amount_minor == amount_minor and abs((one.at.date() - on).days) <= 1:
            raise Refusal(
                "already_known", "A refund of this amount and day is known already.", "Say so if it is another one.", status=409,
                field="another", key=key_of(one.rows[0]),
            )  # fmt: skip
