"""What became of a mail."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import unit


def record_notice(*, merchant_id: int, notice_id: int, now: datetime, by: Actor = SYSTEM, problem: str = "", final: bool = False) -> None:
    """Sent where there is no `problem`; otherwise tried again later, or ended where that can't help."""
    with unit(merchants=[merchant_id], by=by):
        if problem:
            notices.record_failure(notice_id, problem=problem, final=final)
        else:
            notices.record_sent(notice_id, now=now)
