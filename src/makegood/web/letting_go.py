"""What has no reason left to be kept, let go of: an order a transaction."""

import logging
from datetime import date, datetime

from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import attempt, unit
from makegood.insight.kept_too_long import kept_too_long, mails_too_long
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.erase_mails import erase_mails
from makegood.journeys.erase_pictures import erase_pictures
from makegood.journeys.forget_looks import forget_looks
from makegood.kernel.refusal import Refusal

log = logging.getLogger(__name__)


def let_go(*, merchant_id: int, today: date, by: Actor, now: datetime, unsure_too: bool) -> int:
    """Of how many orders something went; at most what `kept_too_long` names at once. `unsure_too`: also where the law's years are not sure.

    What can't go (a case was opened meanwhile) stays, and stands in the log.
    """
    with unit(merchants=[merchant_id], by=by):
        found = list(kept_too_long(today=today))
        markets = [one for one in found if one.rule is not None and (unsure_too or one.rule.sure)]
        mails = mails_too_long(today=today)
        if found and len(markets) == len(found):  # who looked is kept as long as the longest of all: a look may have been at any of them
            last_day = min(one.rule.last_day(one.rule.all, today) for one in markets if one.rule is not None)
            forget_looks(merchant_id=merchant_id, last_day=last_day, zone=merchant_of(merchant_id).zone, by=by, now=now)
    letters = mails.letters if mails.rule is not None and (unsure_too or mails.rule.sure) else ()
    erase_mails(merchant_id=merchant_id, mail_ids=[*mails.unwanted, *letters], by=by, now=now)
    gone = 0
    for market in markets:
        for order_id in (*market.pictures, *market.all):
            try:
                with unit(merchants=[merchant_id], by=by), attempt():
                    if order_id in market.all:
                        erase_customer(merchant_id=merchant_id, order_id=order_id, by=by, now=now, cause="kept_long_enough")
                    else:
                        erase_pictures(merchant_id=merchant_id, order_id=order_id, by=by, now=now)
                gone += 1
            except Refusal as refusal:
                log.warning("what could go stays", extra={"order": order_id, "code": refusal.code})
    return gone
