"""What the doctor says of providers' reports and closed months."""

from collections.abc import Iterator
from datetime import datetime

from makegood.apps.reports import queries as reports
from makegood.base.tenancy import Merchant
from makegood.insight.finding import Finding
from makegood.insight.finding import error as _error
from makegood.insight.finding import warning as _warning
from makegood.insight.month.holding import wrong_months
from makegood.insight.reconciliation import open_differences


def report_findings(merchant: Merchant, now: datetime) -> Iterator[Finding]:
    """For the unit's shop."""
    for one in reports.newest_reports():
        if one.problem:
            yield _warning(
                "090",
                f"{merchant.slug}: the report of {one.provider} could not be had: {one.problem}.",
                "It is tried each night; see Books, Reconciliation.",
            )
    waiting = open_differences(merchant, now=now) if reports.providers_reported() else []
    if waiting:
        count = sum(len(differences) for _, differences in waiting)
        yield _warning(
            "091",
            f"{merchant.slug}: {count} differences between providers' reports and the books are open.",
            "See Books, Reconciliation: each has its cause.",
        )
    if wrong := wrong_months(merchant):
        yield _error(
            "090",
            f"{merchant.slug}: a closed month does not hold: {wrong[0]}",
            "Report this: it is a fault of ours, or somebody changed the database.",
        )
