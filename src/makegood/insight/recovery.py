"""Recovery by supplier or carrier, kind and month: what was asked back, what came, what is lost, what is open."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from makegood.apps.claims.recovering import RecoveredRow, recovered_rows
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day

MONTHS = (3, 12)  # that a page offers


@dataclass(frozen=True, slots=True)
class Recovery:
    """`since`: the first day of the first month. `sums` by currency: (asked, credited, lost, open), minor units."""

    months: int
    since: date
    rows: list[RecoveredRow]
    sums: dict[str, tuple[int, int, int, int]]


def recovery(merchant: Merchant, *, now: datetime, months: int = MONTHS[0]) -> Recovery:
    """Of claims that were sent in this month and the `months` - 1 before it. One statement."""
    today = local_day(now, merchant.zone)
    first = today.year * 12 + today.month - months
    since = date(first // 12, first % 12 + 1, 1)
    rows = recovered_rows(datetime.combine(since, time(), ZoneInfo(merchant.zone)), now, merchant.zone)
    sums: dict[str, tuple[int, int, int, int]] = {}
    for one in rows:
        asked, credited, lost, open_ = sums.get(one.currency, (0, 0, 0, 0))
        sums[one.currency] = (asked + one.asked_minor, credited + one.credited_minor, lost + one.lost_minor, open_ + one.open_minor)
    return Recovery(months, since, rows, sums)
