"""The Monday line: what last week was, and the one thing to watch."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.apps.ledger import queries as ledger
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns

ENOUGH_CASES = 30  # before that a share says nothing (faces.md, screen d)
ENOUGH_UNITS = 10
UNUSUAL = 3  # times the shop's own share


@dataclass(frozen=True, slots=True)
class Watch:
    """An item that comes back more than the shop's others: `back` of `sold` units, where `usual` would be expected."""

    sku: str
    back: int
    sold: int
    usual: int


@dataclass(frozen=True, slots=True)
class Week:
    """`out` and `recovered`: minor units of the shop's currency in that week."""

    begins: date
    orders: int
    cases: int
    out: dict[str, int]
    recovered: dict[str, int]
    watch: Watch | None


def last_week(*, now: datetime, zone: str) -> Week:
    """Monday to Sunday before `now`, in the shop's zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday() + 7)
    start, end = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (monday, monday + timedelta(days=7)))
    return Week(
        begins=monday,
        orders=orders.placed_between(start, end),
        cases=returns.opened_between(start, end),
        out={currency: -amount for currency, amount in ledger.booked("refund_paid", "provider:clearing", start, end).items()},
        recovered=_recovered(start, end),
        watch=_watch(end),
    )


def _recovered(start: datetime, end: datetime) -> dict[str, int]:
    """What suppliers and carriers owed and credited, by currency."""
    found: dict[str, int] = {}
    for party in ("supplier", "carrier"):
        for currency, amount in ledger.booked("claim_credited", f"{party}:receivable", start, end).items():
            found[currency] = found.get(currency, 0) - amount
    return found


def _watch(end: datetime) -> Watch | None:
    """Of the quarter before: the item that came back most against what this shop's items usually do."""
    start = end - timedelta(days=91)
    sold, back = orders.units_sold(start, end), returns.units_back(start, end)
    if sum(back.values()) < ENOUGH_CASES or not sum(sold.values()):
        return None
    share = sum(back.values()) / sum(sold.values())
    found = [
        Watch(sku, units, sold[sku], round(sold[sku] * share))
        for sku, units in back.items()
        if sku and sold.get(sku, 0) >= ENOUGH_UNITS and units > UNUSUAL * share * sold[sku]
    ]
    return max(found, key=lambda one: one.back / one.sold, default=None)
