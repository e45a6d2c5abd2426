"""Two suppliers side by side, before a shop switches; and what their parallel tests show."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.orders.sourced import Price, lead_times, pieces_of_article, prices_of
from makegood.apps.returns.faults import NEVER_CAME, OWN_FAULTS, Fault, faults_between
from makegood.apps.sourcing import queries as sourcing
from makegood.apps.sourcing.queries import Vetted
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.scorecards import SupplierCard, scorecards
from makegood.insight.shares import Share

DAYS = 365


@dataclass(frozen=True, slots=True)
class Side:
    """`agreement`: the one in force, None where none has begun. `card`: of the last DAYS days, None where it neither sold nor answered in them."""

    code: str
    name: str
    agreement: Any
    card: SupplierCard | None
    vetted: Vetted
    prices: dict[str, Price]


@dataclass(frozen=True, slots=True)
class Ran:
    """What one supplier did in a parallel test: `pieces` ordered, `faulty` and `late` of them, and within how many days half of its `timed` parcels came."""

    code: str
    pieces: int
    faulty: Share
    late: Share
    timed: int
    lead_days: float | None


@dataclass(frozen=True, slots=True)
class Parallel:
    """`reached`: the share of the pieces that went to the other supplier, of what was ordered from both."""

    test: Any
    sides: tuple[Ran, Ran]
    reached: Share


@dataclass(frozen=True, slots=True)
class Comparison:
    """`both`: articles that both have sent in the time, whose prices can be compared."""

    sides: tuple[Side, Side]
    both: list[str]
    parallels: list[Parallel]


def compare_suppliers(merchant: Merchant, one: str, other: str, *, now: datetime) -> Comparison:
    """Of two codes that have agreements; refuses nothing: what is not known of one of them stands as unknown."""
    cards = {card.code: card for card in scorecards(merchant, now=now, days=DAYS).suppliers}
    first, second = (_side(merchant, code, cards, now) for code in (one, other))
    both = sorted(first.prices.keys() & second.prices.keys())
    return Comparison((first, second), both, [parallel(merchant, test, now=now) for test in sourcing.parallel_tests_of(one, other)])


def _side(merchant: Merchant, code: str, cards: dict[str, SupplierCard], now: datetime) -> Side:
    versions = suppliers.versions_of(code)
    force = suppliers.in_force(versions, local_day(now, merchant.zone))
    name = versions[0].organisation.name if versions else code
    return Side(code, name, force, cards.get(code), sourcing.vetted(code), prices_of(code, now - timedelta(days=DAYS)))


def parallel(merchant: Merchant, test: Any, *, now: datetime) -> Parallel:
    """Of what was ordered on its days; what was ordered yesterday has hardly had time to come back, which no interval knows."""
    zone = ZoneInfo(merchant.zone)
    start = datetime.combine(test.from_on, time.min, zone)
    until = min(now, test.ended_at or now, datetime.combine(test.until_on, time.max, zone))
    pieces, leads = pieces_of_article(test.sku, start, until), lead_times(test.sku, start, until, merchant.zone)
    faults = [one for one in faults_between(start, until, OWN_FAULTS + NEVER_CAME) if one.sku == test.sku]
    first, second = (_ran(code, pieces.get(code, 0), faults, leads.get(code, (0, None))) for code in (test.one, test.other))
    return Parallel(test, (first, second), Share(second.pieces, first.pieces + second.pieces))


def _ran(code: str, pieces: int, faults: list[Fault], lead: tuple[int, timedelta | None]) -> Ran:
    def share(kinds: tuple[str, ...]) -> Share:
        return Share(min(pieces, sum(one.pieces for one in faults if one.supplier == code and one.kind in kinds)), pieces)

    timed, usual = lead
    return Ran(code, pieces, share(OWN_FAULTS), share(NEVER_CAME), timed, None if usual is None else usual / timedelta(days=1))
