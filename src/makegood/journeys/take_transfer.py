"""The sender takes one movement of money in hand, before it talks to the provider."""

from dataclasses import dataclass
from datetime import datetime

from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.ports import RefundOrder
from makegood.apps.settlement.states import SENT
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.transfers import PATIENCE, next_call


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

    With `look` the provider is asked about anything that was ever sent, also about what has ended.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=settled.transfer_of(transfer_id).case_id, now=now)
        transfer = next(one for one in settled.transfers_of_case(case.id) if one.public_id == transfer_id)
        call = next_call(transfer, now=now) if not look else "ask" if transfer.tries else ""
        if not call:
            return None
        if call == "send":
            settlement.change_transfer(
                transfer, by=by, now=now, state="asked", tries=transfer.tries + 1, asks=0, asked_at=now, next_try_at=now + PATIENCE
            )
        elif transfer.state in SENT:
            settlement.change_transfer(transfer, by=by, now=now, asks=transfer.asks + (not look), next_try_at=now + PATIENCE)
        order = RefundOrder(transfer.key, transfer.payment, transfer.amount_minor, transfer.currency, case.number)
        return Outgoing(transfer_id, call, transfer.provider, transfer.connection, order)
