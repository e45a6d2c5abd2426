"""The sender takes one movement of money in hand, before it talks to the provider."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.mirror import queries as mirror
from makegood.apps.mirror.states import OPEN as UNTOLD
from makegood.apps.orders import queries as orders
from makegood.apps.orders.words import SHOP_SYSTEMS
from makegood.apps.returns import operations as returns
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.ports import RefundLine, RefundOrder
from makegood.apps.settlement.states import SENT
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.doubts import why_held
from makegood.casefile.elsewhere import key_of
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.mirroring import RETURNS
from makegood.casefile.passing import pass_ball
from makegood.casefile.transfers import MAY_STILL_LAND, PATIENCE, may_stop, next_call

SHORTLY = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`call`: send, or ask what became of it. `connection`: through which it was first asked."""

    transfer_id: str
    call: str
    provider: str
    connection: str
    order: RefundOrder


def take_transfer(*, merchant_id: int, transfer_id: str, now: datetime, by: Actor = SYSTEM, look: bool = False) -> Outgoing | None:
    """None where nothing is due. From here on it counts as sent, whatever happens to us: whoever finds it later asks first.

    With `look` the provider is asked about anything that was ever sent, also about what has ended. What a refund made elsewhere may have
    paid already is not sent: it waits for a person (tell_same).
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=settled.transfer_of(transfer_id).case_id, now=now)
        transfer = next(one for one in settled.transfers_of_case(case.id) if one.public_id == transfer_id)
        call = next_call(transfer, now=now) if not look else "ask" if transfer.tries else ""
        if not call or (call == "send" and (_comes_later(transfer, case, by, now) or _is_held(transfer, case, order, by, now))):
            return None
        if call == "send":
            settlement.change_transfer(
                transfer, by=by, now=now, state="asked", tries=transfer.tries + 1, asks=0, asked_at=now, next_try_at=now + PATIENCE
            )
        elif transfer.state in SENT:
            settlement.change_transfer(transfer, by=by, now=now, asks=transfer.asks + (not look), next_try_at=now + PATIENCE)
        return Outgoing(
            transfer_id,
            call,
            transfer.provider,
            transfer.connection,
            _asked(transfer, case, order, again=transfer.tries > 1 or call == "ask", now=now),
        )


def _asked(transfer: Any, case: Any, order: Any, *, again: bool, now: datetime) -> RefundOrder:
    """What the provider is asked; where the shop's own system pays, with its names of the order and of the pieces."""
    asked = RefundOrder(
        transfer.key,
        transfer.payment,
        transfer.amount_minor,
        transfer.currency,
        case.number,
        ref=transfer.provider_ref,
        again=again,
        age=now - transfer.made_at,
    )
    if transfer.provider != order.source or transfer.provider not in SHOP_SYSTEMS:
        return asked
    past = {key_of(row).partition(":")[2] for row in orders.past_returns_of(order.id) if row.source == order.source}
    made = {one.provider_ref for one in settled.transfers_of_case(case.id) if one.provider == transfer.provider and one.provider_ref}
    made |= {one.ref for one in mirror.errands_of_case(case.id) if one.kind == "record_refund" and one.ref}
    lines = tuple(RefundLine(one["line"], one["quantity"], one["place"]) for one in transfer.goods.get("lines", []))
    return replace(
        asked, order=order.source_id, lines=lines, shipping_minor=transfer.goods.get("shipping_minor", 0), known=tuple(sorted(past | made))
    )


def _comes_later(transfer: Any, case: Any, by: Actor, now: datetime) -> bool:
    """Shopify opens no return for pieces that are refunded already: it is told of the return first, but money waits ten minutes at most."""
    if not transfer.goods or now >= transfer.made_at + MAY_STILL_LAND:
        return False
    if not any(one.kind in RETURNS and one.state in UNTOLD for one in mirror.errands_of_case(case.id)):
        return False
    settlement.change_transfer(transfer, by=by, now=now, next_try_at=now + SHORTLY)
    return True


def _is_held(transfer: Any, case: Any, order: Any, by: Actor, now: datetime) -> bool:
    read_together(*money_wanted(order.id), orders.lines_wanted(order.id))
    reimbursement = next(one for one in settled.reimbursements_of_order(order.id) if one.id == transfer.reimbursement_id)
    refusal = why_held(order, reimbursement)
    if refusal is None:
        return False
    # What was sent and is not known there may still land: it can't be stopped yet, and is looked at again when it can (interfaces/jobs).
    again = None if transfer.asked_at is None or may_stop(transfer, now=now) else transfer.asked_at + MAY_STILL_LAND
    settlement.change_transfer(
        transfer, by=by, now=now, problem="refunded_elsewhere" if refusal.code == "same_refund_open" else refusal.code, next_try_at=again
    )
    timeline.note(f"case:{case.id}", "transfer.held", by=by, now=now, subject=transfer.public_id, why=refusal.code)
    pass_ball(case, keep=returns.keep_ball, now=now)
    return True
