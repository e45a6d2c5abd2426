"""Mail that comes in: mailboxes are asked, what was kept is read."""

import logging
from datetime import UTC, datetime, timedelta

from makegood import wiring
from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.ports import Came, MailboxFailed, MailboxPort, Position
from makegood.base.actor import Actor
from makegood.base.unit import all_merchant_ids, unit
from makegood.interfaces.jobs.job import task
from makegood.journeys.set_mailbox import record_mailbox_look
from makegood.journeys.take_mail import take_mail
from makegood.web.mail_in import read_in

log = logging.getLogger(__name__)
BY = Actor("system", "mailbox")
LEFT_OVER_AFTER = timedelta(minutes=1)
MOST = 50  # mails of one shop at a time, so that a full mailbox holds nobody else up


def ask_all(*, now: datetime) -> int:
    """Each shop's mailbox; how many mails came. One shop's trouble is not the others'."""
    with unit(merchants=all_merchant_ids()):
        shops = inbox.mailboxes_to_ask()
    return sum(ask_one(merchant_id=merchant_id, now=now) for merchant_id in shops)


def ask_one(*, merchant_id: int, now: datetime, port: MailboxPort | None = None) -> int:
    """How many mails came. Each is committed before it is marked in the mailbox: who is killed in between meets it again, and knows it."""
    with unit(merchants=[merchant_id]):
        box = inbox.mailbox()
    if box is None:
        return 0

    def take(came: Came, position: Position) -> None:
        take_mail(merchant_id=merchant_id, came=came, way="imap", by=BY, now=now, position=position)

    taken, outcome = 0, "good"
    try:
        port = port or wiring.mailbox(merchant_id)
        taken = port.fetch(Position(box.validity, box.last_uid), take, most=MOST) if port is not None else 0
    except MailboxFailed as failed:
        outcome = str(failed)
    record_mailbox_look(merchant_id=merchant_id, outcome=outcome, by=BY, now=now)
    return taken


def read_left_over(*, now: datetime) -> int:
    """Mails that were kept and whose reading was cut off; how many."""
    with unit(merchants=all_merchant_ids()):
        left = inbox.left_over(before=now - LEFT_OVER_AFTER)
    for merchant_id, mail_id in left:
        read_in(merchant_id=merchant_id, mail_id=mail_id, now=now)
    return len(left)


@task("read_inbound_mail")
def read_inbound_mail(merchant_id: int, mail_id: int) -> None:
    read_in(merchant_id=merchant_id, mail_id=mail_id, now=datetime.now(UTC))


@task("ask_mailboxes", every="* * * * * */45", lock="ask_mailboxes")
def ask_mailboxes(timestamp: int) -> None:
    ask_all(now=datetime.now(UTC))


@task("read_left_over_mails", every="* * * * *", lock="read_left_over_mails")
def read_left_over_mails(timestamp: int) -> None:
    read_left_over(now=datetime.now(UTC))
