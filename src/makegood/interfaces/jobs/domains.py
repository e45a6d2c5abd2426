"""The shops' domains, looked up again each day. No transaction is open while DNS is asked."""

import logging
from datetime import datetime

from makegood import wiring
from makegood.apps.notices import queries as notices
from makegood.apps.notices.ports import DomainPort
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import all_merchant_ids, unit
from makegood.journeys.record_mail_check import record_mail_check

log = logging.getLogger(__name__)


def check_one(*, merchant_id: int, now: datetime, port: DomainPort | None = None, by: Actor = SYSTEM) -> str:
    """See record_mail_check; `none` where the shop has no server of its own."""
    with unit(merchants=[merchant_id]):
        server = notices.mail_server()
        if server is None or not server.host:
            return "none"
        asked = notices.domain_question(server)
    checks = (port or wiring.domains()).check(asked)
    found = record_mail_check(merchant_id=merchant_id, asked=asked, checks=checks, by=by, now=now)
    if found == "lost":
        log.warning("a shop's domain is no longer ready to send", extra={"domain": asked.domain})
    return found


def check_due(*, now: datetime, port: DomainPort | None = None) -> int:
    """Every shop whose day has passed (proving.is_due), one after another; returns how many."""
    with unit(merchants=all_merchant_ids()):
        due = notices.servers_to_check(now=now)
    for merchant_id in due:
        check_one(merchant_id=merchant_id, now=now, port=port)
    return len(due)
