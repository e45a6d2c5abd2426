"""Mails that wait, sent: each shop by its own server and in a lane of its own, so that a broken one holds nobody else up.

Lanes are threads that only talk to mail servers; what became of each mail is written here, as soon as it is known.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue

from makegood import wiring
from makegood.apps.notices import queries as notices
from makegood.apps.notices.ports import MailFailed, MailPort, Outgoing
from makegood.base.unit import all_merchant_ids, unit
from makegood.journeys.record_account_mail import record_account_mail
from makegood.journeys.record_notice import record_notice
from makegood.journeys.take_account_mails import take_account_mails
from makegood.journeys.take_notices import take_notices
from makegood.web.sending import try_one

LANES = 8


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one mail, or (without `mail`) the end of a lane. After trouble with a server its lane takes no more this time."""

    merchant_id: int
    mail: Outgoing | None
    failed: MailFailed | None


def send_mails(*, now: datetime, port: MailPort | None = None) -> int:
    """Send what waits; returns how many were tried. No transaction is open while a mail server is asked."""
    tried, results = send_account_mails(now=now, port=port), SimpleQueue[Tried]()
    with unit(merchants=all_merchant_ids()):
        waiting = notices.shops_waiting(now=now)
    with ThreadPoolExecutor(LANES) as pool:

        def start(merchant_id: int) -> int:
            batch = take_notices(merchant_id=merchant_id, now=now)
            if batch:
                pool.submit(_lane, merchant_id, port or wiring.mail(merchant_id), batch, results.put)
            return 1 if batch else 0

        lanes = sum(start(merchant_id) for merchant_id in waiting)
        while lanes:
            one = results.get()
            if one.mail is None:
                lanes += (0 if one.failed else start(one.merchant_id)) - 1
                continue
            tried += 1
            record_notice(
                merchant_id=one.merchant_id, notice_id=one.mail.notice_id, now=now, problem=str(one.failed or ""),
                final=bool(one.failed and one.failed.final), nobody_there=bool(one.failed and one.failed.is_of_address),
            )  # fmt: skip
    return tried


def send_account_mails(*, now: datetime, port: MailPort | None = None) -> int:
    """Send what belongs to people and to no shop (a new password); returns how many were tried."""
    tried = 0
    while batch := take_account_mails(now=now):
        for mail in batch:
            tried += 1
            failed = try_one(port or wiring.mail(wiring.account_shop(mail.person_id)), mail.outgoing)
            record_account_mail(mail_id=mail.mail_id, now=now, problem=str(failed or ""), final=bool(failed and failed.final))
    return tried


def _lane(merchant_id: int, port: MailPort, batch: list[Outgoing], tell: Callable[[Tried], None]) -> None:
    trouble: MailFailed | None = None
    for mail in batch:
        failed = trouble or try_one(port, mail)
        if failed is not None and failed.is_of_server:
            trouble = failed
        tell(Tried(merchant_id, mail, failed))
    tell(Tried(merchant_id, None, trouble))
