"""A backup was brought back: a movement of money that had not left then may have left since. The provider is asked before anything is sent."""

from datetime import datetime

from makegood.apps.returns import operations as returns
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball


def doubt_transfer(*, merchant_id: int, transfer_id: str, by: Actor, now: datetime) -> bool:
    """Whether it was one that waited to be sent: it counts as sent from here on, and the next thing that happens to it is a question."""
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=settled.transfer_of(transfer_id).case_id, now=now)
        transfer = next(one for one in settled.transfers_of_case(case.id) if one.public_id == transfer_id)
        if transfer.state != "waiting":
            return False
        settlement.change_transfer(
            transfer, by=by, now=now, state="unknown", tries=max(1, transfer.tries), asks=0, asked_at=now, next_try_at=now, problem=""
        )
        timeline.note(f"case:{case.id}", "transfer.doubted", by=by, now=now, subject=transfer.public_id)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return True
