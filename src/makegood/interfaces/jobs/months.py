"""Months that are over are closed, each in the first night after it, by the shop's own clock."""

from datetime import datetime

from makegood.apps.ledger.books import first_entry_at
from makegood.apps.reports import queries as reports
from makegood.base.actor import SYSTEM
from makegood.base.tenancy import merchant_of
from makegood.base.unit import all_merchant_ids, unit
from makegood.insight.month.figures import month_of_books
from makegood.insight.reconciliation import months_of
from makegood.journeys.close_month import SETTLES, close_month


def close_months(*, now: datetime) -> int:
    """Every month since the first entry that is over and not closed, the oldest first, a transaction each; how many were closed."""
    closed = 0
    for merchant_id in all_merchant_ids():
        with unit(merchants=[merchant_id]):
            if first_entry_at() is None:
                continue
            merchant, known = merchant_of(merchant_id), {one.first_on for one in reports.closed_months()}
            due = [one for one in reversed(months_of(merchant, now=now)) if one.end + SETTLES <= now and one.first not in known]
        for period in due:
            with unit(merchants=[merchant_id]):
                figures = month_of_books(period).as_json()
                close_month(merchant_id=merchant_id, first=period.first, ends_at=period.end, figures=figures, by=SYSTEM, now=now)
            closed += 1
    return closed
