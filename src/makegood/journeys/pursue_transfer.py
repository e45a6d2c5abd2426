"""A person goes after one movement of money: asks the provider now, or sends it again where it certainly is not there."""

from datetime import datetime
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.returns import operations as returns
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.states import OPEN
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.doubts import check_elsewhere
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def pursue_transfer(*, merchant_id: int, transfer_id: str, call: str, by: Actor, now: datetime) -> Any:
    """`call`: ask or send; it is made by a job at once. Sending keeps the key, so that it can't move twice.

    Refuses `nothing_to_ask` (never sent, or ended), `ask_first` (it may be there: only asking tells), `call_unknown`, and to send what a
    refund made elsewhere may have paid already (`same_refund_open`, `more_than_paid`).
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=settled.transfer_of(transfer_id).case_id, now=now)
        transfer = next(one for one in settled.transfers_of_case(case.id) if one.public_id == transfer_id)
        if call not in ("ask", "send"):
            raise Refusal("call_unknown", "This is not known.", "Say ask or send.", field="call")
        if transfer.state not in OPEN or (call == "ask" and not transfer.tries):
            raise Refusal("nothing_to_ask", "There is nothing to ask about.", "Reload the case.", status=409)
        if call == "send" and transfer.state != "waiting":
            raise Refusal("ask_first", "The provider may have it already.", "Ask it first; sending again comes after that.", status=409)
        reimbursement = next(one for one in settled.reimbursements_of_case(case.id) if one.id == transfer.reimbursement_id)
        if call == "send":
            read_together(*money_wanted(order.id), orders.lines_wanted(order.id))
            check_elsewhere(order, reimbursement)
        if call == "ask" and transfer.state == "waiting":  # it said that it knows nothing; somebody wants to hear it again
            settlement.change_transfer(transfer, by=by, now=now, state="unknown")
        settlement.change_transfer(transfer, by=by, now=now, asks=0, next_try_at=now)
        timeline.note(f"case:{case.id}", f"transfer.pursued_{call}", by=by, now=now, subject=transfer.public_id)
        defer("carry_transfer", lock=reimbursement.public_id, merchant_id=merchant_id, transfer_id=transfer.public_id)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return transfer
