"""Sweeps over all shops: due deadlines, waiting mails, balls that differ. Each takes the time as an argument."""

from datetime import datetime

from makegood import wiring
from makegood.apps.notices.ports import MailFailed, MailPort
from makegood.base.deadlines import due_deadlines
from makegood.base.unit import all_merchant_ids, unit
from makegood.insight.invariants import wrong_balls, wrong_transfers
from makegood.journeys.miss_deadline import miss_deadline
from makegood.journeys.record_notice import record_notice
from makegood.journeys.take_notices import take_notices
from makegood.web.follow import follow


def send_mails(*, now: datetime, port: MailPort | None = None) -> int:
    """Send what waits; returns how many were tried. No transaction is open while the mail server is asked."""
    port = port or wiring.mail()
    tried = 0
    while batch := take_notices(now=now):
        for mail in batch:
            tried += 1
            try:
                port.send(
                    to=mail.to,
                    subject=mail.subject,
                    text=mail.text,
                    message_id=f"<{mail.public_id}@makegood>",
                    reply_to=mail.reply_to,
                    sender_name=mail.sender_name,
                )
            except MailFailed as failed:
                record_notice(merchant_id=mail.merchant_id, notice_id=mail.notice_id, now=now, problem=str(failed), final=failed.final)
            else:
                record_notice(merchant_id=mail.merchant_id, notice_id=mail.notice_id, now=now)
    return tried


def sweep_deadlines(*, now: datetime, limit: int = 200) -> int:
    """Run what a passed day means, one case a transaction; returns how many deadlines were due."""
    with unit(merchants=all_merchant_ids()):
        due = [(deadline.merchant_id, deadline.id) for deadline in due_deadlines(now=now, limit=limit)]
    for merchant_id, deadline_id in due:
        with unit(merchants=[merchant_id]):
            case_id = miss_deadline(merchant_id=merchant_id, deadline_id=deadline_id, now=now)
            if case_id is not None:
                follow(merchant_id=merchant_id, case_id=case_id, now=now)
    return len(due)


def compare_balls() -> list[str]:
    """Public ids of open cases whose kept ball is not the computed one: must be empty."""
    with unit(merchants=all_merchant_ids()):
        return wrong_balls()


def compare_transfers() -> list[str]:
    """Where books and providers' answers differ, a sentence each: must be empty."""
    with unit(merchants=all_merchant_ids()):
        return wrong_transfers()
