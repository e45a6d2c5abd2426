"""What became of a mail about somebody's account."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.base.unit import unit


def record_account_mail(*, mail_id: int, now: datetime, problem: str = "", final: bool = False) -> None:
    """Sent where there is no `problem`; otherwise tried again later, or ended where that can't help."""
    with unit(merchants=[]):
        if problem:
            notices.account_mail_failed(mail_id, problem=problem, final=final)
        else:
            notices.account_mail_sent(mail_id, now=now)
