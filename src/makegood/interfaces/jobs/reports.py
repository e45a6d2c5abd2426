"""Each night: what connected providers say of refunds and payouts, and months that are over. No transaction is open while a provider is asked."""

import logging
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood import wiring
from makegood.apps.ledger.books import first_entry_at
from makegood.apps.reports import queries as reports
from makegood.apps.reports.ports import Fetched, ReportPort
from makegood.base.actor import SYSTEM, Actor
from makegood.base.connections import connections_of_parties
from makegood.base.tenancy import merchant_of
from makegood.base.unit import all_merchant_ids, unit
from makegood.journeys.match_report import match_report
from makegood.journeys.take_report import take_report
from makegood.kernel.refusal import Refusal

log = logging.getLogger(__name__)
PARTIES = ("stripe", "paypal")
OVERLAP = timedelta(days=3)  # asked for again each night: what was pending, and what a provider writes late
FIRST_LOOK, DAY = timedelta(days=60), timedelta(days=1)


def fetch_all(*, now: datetime, port: ReportPort | None = None) -> int:
    """Ask each connected provider, then look again at what is nobody's; how many providers could not be asked."""
    with unit(merchants=all_merchant_ids()):
        connected = [(one.merchant_id, one.public_id, one.party) for one in connections_of_parties(PARTIES)]
    missed = sum(
        bool(fetch(merchant_id=merchant, connection=name, party=party, by=SYSTEM, now=now, port=port).problem)
        for merchant, name, party in connected
    )
    for merchant_id in all_merchant_ids():
        with unit(merchants=[merchant_id]):
            told = bool(reports.providers_reported())
        if told:
            match_report(merchant_id=merchant_id, by=SYSTEM, now=now)
    return missed


def fetch(
    *,
    merchant_id: int,
    connection: str,
    party: str,
    by: Actor,
    now: datetime,
    since: datetime | None = None,
    port: ReportPort | None = None,
) -> Any:
    """The Report of one connection, from where the last one ended (or `since`); one with a `problem` where it could not be asked."""
    with unit(merchants=[merchant_id]):
        until, began = reports.asked_until(party), first_entry_at()
    start = since or (until - OVERLAP if until is not None else max(now - FIRST_LOOK, began or now - FIRST_LOOK))
    try:
        port = port or wiring.reports(merchant_id=merchant_id, connection=connection)
        end = now - port.late
        start = min(start, end - DAY)
        found = port.fetch(start, end)
    except Refusal as refusal:
        end, found = now, Fetched(problem=refusal.code)
    report = take_report(
        merchant_id=merchant_id, provider=party, form="api", movements=found.movements, problem=found.problem, by=by, now=now,
        since=None if found.problem else start, until=None if found.problem else end,
    )  # fmt: skip
    if found.problem:
        log.warning("a provider's report could not be fetched", extra={"connection": connection, "code": found.problem})
    else:
        match_report(merchant_id=merchant_id, report_id=report.public_id, by=by, now=now)
    return report


def fetch_from(*, merchant_id: int, connection: str, party: str, first: date, by: Actor, now: datetime) -> Any:
    """The same from a day of the shop's on: somebody asked for it."""
    with unit(merchants=[merchant_id]):
        zone = merchant_of(merchant_id).zone
    since = datetime.combine(first, time(), ZoneInfo(zone))
    return fetch(merchant_id=merchant_id, connection=connection, party=party, by=by, now=now, since=since)
