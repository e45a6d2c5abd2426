"""What became of a mail."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import unit


def record_notice(
    *, merchant_id: int, notice_id: int, now: datetime, by: Actor = SYSTEM, problem: str = "", final: bool = False,
    nobody_there: bool = False,
) -> None:  # fmt: skip
    """Sent where there is no `problem`; otherwise tried again later, or ended where that can't help.

    `nobody_there`: the server said of the address that nobody reads there: no other mail goes to it by itself.
    """
    with unit(merchants=[merchant_id], by=by):
        if problem:
            notices.record_failure(notice_id, problem=problem, final=final)
            if nobody_there:
                notices.mark_address_of(notice_id, detail=problem, now=now)
        else:
            notices.record_sent(notice_id, now=now)
