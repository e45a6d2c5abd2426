"""Scorecards by supplier, product, hub and carrier: shares of the pieces that were sold, each with what is likely, so that small numbers don't shout.

Faults are of what was ORDERED in the time: what was sold yesterday has hardly had time to come back, which an interval does not know.
Claims count by the day they were sent, looks by the day they were made.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from makegood.apps.claims.answering import Answering, Recovered, answering_between, recovered_between
from makegood.apps.inspection.looking import Looking, agreeing_between, looking_between
from makegood.apps.orders.carried import Carried, carried_between
from makegood.apps.orders.sales import pieces_between
from makegood.apps.returns.faults import NEVER_CAME, OWN_FAULTS, Fault, cases_between, faults_between, faults_by_carrier
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.shares import Share

TIMES = (90, 365)  # days that a page offers
ENOUGH = 30  # cases, below which a page of shares says more than anybody knows


@dataclass(frozen=True, slots=True)
class Goods:
    """Of `sold` pieces: `own` came back for a fault of whoever made or packed them, by kind in `faults`; `late` came late or never."""

    sold: int
    own: Share
    faults: dict[str, Share]
    late: Share


@dataclass(frozen=True, slots=True)
class SupplierCard:
    """`code` "": nobody knows whose. `answer_days`: within which half of its answers to our claims came. `agreed`: of the pieces that came back
    as its fault and were looked at, those with which something was wrong. `cost_minor`: what its faulty pieces had cost, in the shop's currency;
    of `unpriced` of them nobody knows it."""

    code: str
    name: str
    goods: Goods
    answer_days: float | None
    sent: int
    overdue: int
    accepted: Share
    recovered: tuple[Recovered, ...]
    agreed: Share
    cost_minor: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class ProductCard:
    """`stands_out`: even the lower end of what is likely is above the share of the whole shop."""

    sku: str
    title: str
    goods: Goods
    stands_out: bool


@dataclass(frozen=True, slots=True)
class HubCard:
    """`name` "": the shop's own hands. Days from arrival to the look: of half, and of nine in ten. `a_day`: pieces on a day on which it looked."""

    name: str
    pieces: int
    a_day: float
    usual_days: float | None
    slow_days: float | None
    corrected: Share


@dataclass(frozen=True, slots=True)
class CarrierCard:
    """Of the way to the customer. Days from leaving to arriving: of half, and of nine in ten of the `timed` parcels whose days are known."""

    name: str
    parcels: int
    pieces: int
    damaged: Share
    lost: Share
    late: Share
    timed: int
    usual_days: float | None
    slow_days: float | None


@dataclass(frozen=True, slots=True)
class Scorecards:
    """`average`: the share of all pieces that came back for a fault of whoever made or packed them. `cases` were opened in the time."""

    days: int
    since: date
    cases: int
    average: Share
    suppliers: list[SupplierCard]
    products: list[ProductCard]
    hubs: list[HubCard]
    carriers: list[CarrierCard]

    @property
    def is_enough(self) -> bool:
        return self.cases >= ENOUGH


def scorecards(merchant: Merchant, *, now: datetime, days: int = TIMES[0]) -> Scorecards:
    """Of the last `days` days. Eleven statements, however much was sold; rows in the order of a page (the worst first, then by name)."""
    start = now - timedelta(days=days)
    sold, faults = pieces_between(start, now), faults_between(start, now, OWN_FAULTS + NEVER_CAME)
    average = _goods(sum(pieces for *_, pieces in sold), faults).own
    return Scorecards(
        days,
        local_day(start, merchant.zone),
        cases_between(start, now),
        average,
        _suppliers(sold, faults, start, now),
        _products(sold, faults, average.share),
        [_hub(one) for one in looking_between(start, now, merchant.zone)],
        _carriers(start, now),
    )


def _goods(sold: int, faults: list[Fault]) -> Goods:
    by_kind: Counter[str] = Counter()
    for one in faults:
        by_kind[one.kind] += one.pieces
    shares = {kind: _share(by_kind[kind], sold) for kind in OWN_FAULTS}
    return Goods(
        sold, _share(sum(by_kind[kind] for kind in OWN_FAULTS), sold), shares, _share(sum(by_kind[kind] for kind in NEVER_CAME), sold)
    )


def _share(of: int, total: int) -> Share:
    """What is counted apart from what it is counted of can't be more than that."""
    return Share(min(of, total), total)


def _days(span: timedelta | None) -> float | None:
    return None if span is None else span / timedelta(days=1)


def _grouped(sold: list[tuple[str, str, str, int]], faults: list[Fault], by: str) -> dict[str, tuple[str, Goods, list[Fault]]]:
    """{article number or supplier: (a title, its goods, its faults)}; `by`: sku or supplier."""
    pieces: Counter[str] = Counter()
    titles: dict[str, str] = {}
    theirs: dict[str, list[Fault]] = {}
    for sku, supplier, title, count in sold:
        key = sku if by == "sku" else supplier
        pieces[key] += count
        titles[key] = title
    for one in faults:
        theirs.setdefault(getattr(one, by), []).append(one)
    return {key: (titles[key], _goods(count, theirs.get(key, [])), theirs.get(key, [])) for key, count in pieces.items()}


def _suppliers(sold: list[tuple[str, str, str, int]], faults: list[Fault], start: datetime, now: datetime) -> list[SupplierCard]:
    """The one whose faults are most surely many first. One that sold nothing in the time, but answers claims in it, is there too."""
    goods, names = _grouped(sold, faults, "supplier"), {code: rows[0].organisation.name for code, rows in suppliers.by_code().items()}
    answers, recovered, agreeing = answering_between(start, now), recovered_between(start, now), agreeing_between(start, now, OWN_FAULTS)
    found = []
    for code in goods.keys() | answers.keys() | agreeing.keys():
        _title, of, own = goods.get(code, ("", _goods(0, []), []))
        told = answers.get(code, Answering(0, 0, 0, None, 0))
        charged = [one for one in own if one.kind in OWN_FAULTS]
        found.append(
            SupplierCard(
                code, names.get(code, code), of, _days(told.usual), told.sent, told.overdue, Share(told.accepted, told.answered),
                tuple(recovered.get(code, [])), Share(*agreeing.get(code, (0, 0))), sum(one.cost_minor for one in charged),
                sum(one.unpriced for one in charged),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.code == "", -one.goods.own.low, one.name.casefold(), one.code))


def _products(sold: list[tuple[str, str, str, int]], faults: list[Fault], average: float | None) -> list[ProductCard]:
    found = [ProductCard(sku, title, of, of.own.is_above(average)) for sku, (title, of, _own) in _grouped(sold, faults, "sku").items()]
    return sorted(found, key=lambda one: (not one.stands_out, -one.goods.own.low if one.stands_out else 0, one.title.casefold(), one.sku))


def _hub(one: Looking) -> HubCard:
    return HubCard(one.hub, one.pieces, one.pieces / one.days, _days(one.usual), _days(one.slow), Share(one.corrected, one.looks))


def _carriers(start: datetime, now: datetime) -> list[CarrierCard]:
    """Those that carry most first."""
    told = faults_by_carrier(start, now)

    def share(one: Carried, *kinds: str) -> Share:
        return _share(sum(told.get((one.carrier, kind), 0) for kind in kinds), one.pieces)

    found = [
        CarrierCard(
            one.carrier, one.parcels, one.pieces, share(one, "damaged_in_transit"), share(one, "delivered_not_received", "not_delivered"),
            share(one, "late"), one.timed, _days(one.usual), _days(one.slow),
        )
        for one in carried_between(start, now)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.pieces, one.name))
