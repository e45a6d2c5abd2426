"""Where new goods come from: the way that meets the promised day at the least cost. Pure (docs/adr/0046)."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from makegood.apps.stock.words import ELSEWHERE
from makegood.policy.workdays import Workdays

USUAL = "usual"  # whoever sent the first ones: the order line's own supplier, or the shop itself
WITHIN_DAYS = 14  # calendar days; where nobody named a day, a dearer way is not taken to be there sooner than this (our own choice)
SPARE_DAYS = 3  # working days between the first and the last day of an arrival (policy/offers.py)


@dataclass(frozen=True, slots=True)
class Way:
    """`name`: stock:<public id>, source:<supplier's code>, or USUAL. `code`: the supplier that sends it, "" is the shop itself. `pieces`: how many are
    free, None where it is made. Days are working days, None is unknown; `cost_minor` of one piece in the shop's currency, None is unknown.
    """

    name: str
    code: str = ""
    place: str = ""
    stock_id: int | None = None
    pieces: int | None = None
    ready_days: int | None = None
    transit_days: int | None = None
    cost_minor: int | None = None
    rank: int = 0
    personalised: bool = True

    def arrives_on(self, today: date, days: Workdays) -> date | None:
        """The last day of its arrival, counted as an offer counts it; None where a day is not known."""
        if self.ready_days is None or self.transit_days is None:
            return None
        return days.after(today, self.ready_days + 1 + self.transit_days + SPARE_DAYS)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be sent, and by when it should be there. `instead_of`: names of ways that said no or were passed over."""

    pieces: int
    personalised: bool
    today: date
    promised_on: date | None = None
    instead_of: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """`cost_minor` of all pieces. `cant`: too_few, cant_personalise, said_no, not_sent_there; "" where it can."""

    way: Way
    arrives_on: date | None
    cost_minor: int | None
    meets: bool
    cant: str = ""

    def as_json(self) -> dict[str, Any]:
        kept = {name: value for name, value in asdict(self.way).items() if name in ("name", "code", "place")}
        return kept | {"arrives_on": self.arrives_on and self.arrives_on.isoformat(), "cost_minor": self.cost_minor, "meets": self.meets, "cant": self.cant}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """`why`: cheapest_in_time (the least cost of those that meet the day), earliest (none does), only_one, by_hand (a person chose it), nobody (then `chosen` is None)."""

    chosen: Weighed | None
    why: str
    by: date
    weighed: tuple[Weighed, ...]

    def as_json(self) -> dict[str, Any]:
        """Kept with the order of new goods, the chosen way first."""
        return {"why": self.why, "by": self.by.isoformat(), "ways": [one.as_json() for one in self.weighed]}


def plan_for(wish: Wish, ways: Iterable[Way], days: Workdays) -> Plan:
    """Of the ways that can: the least cost among those that are there by the promised day; the earliest where none is. An unknown cost or day
    comes after every known one; what is equal goes by rank, then by name.
    """
    by = wish.promised_on or wish.today + timedelta(days=WITHIN_DAYS)
    found = [_weigh(one, wish, by, days) for one in ways]
    able = [one for one in found if not one.cant]
    in_time = [one for one in able if one.meets]
    chosen = min(in_time, key=_by_cost) if in_time else min(able, key=_by_day, default=None)
    why = "nobody" if chosen is None else "only_one" if len(able) == 1 else "cheapest_in_time" if in_time else "earliest"
    rest = sorted((one for one in found if one is not chosen), key=lambda one: (bool(one.cant), not one.meets, *_by_cost(one)))
    return Plan(chosen, why, by, tuple(one for one in (chosen, *rest) if one is not None))


def ways_of(
    *, sku: str, stocks: Iterable[Any], sources: Iterable[Any], market: str, usual: Way, known: Collection[str] | None = None
) -> list[Way]:
    """Of the rows of one product: a way for each stock and source, and the usual one where no source row says it better. `known`: codes of the suppliers
    with terms: nobody else can be asked for anything; None where that is looked at later.
    """
    shelves = [
        Way(
            f"stock:{one.public_id}", one.code, one.place, one.id, one.free, one.ready_days, days_into(one.transit, market), one.cost_minor,
            personalised=False,
        )
        for one in stocks if one.sku == sku
    ]  # fmt: skip
    makers = [
        Way(
            f"source:{one.code}", one.code, ready_days=one.production_days, transit_days=days_into(one.transit, market),
            cost_minor=one.cost_minor, rank=one.rank, personalised=one.personalised,
        )
        for one in sources if one.sku == sku
    ]  # fmt: skip
    found = [one for one in (*shelves, *makers) if known is None or not one.code or one.code in known]
    return found if any(one.code == usual.code and one.pieces is None for one in found) else [*found, usual]


def days_into(transit: dict[str, int], market: str) -> int | None:
    """Working days on the road into a market, its country, or wherever else; None: it is not sent there."""
    return next((transit[key] for key in (market, market.split("-")[0], ELSEWHERE) if key in transit), None)


def _weigh(way: Way, wish: Wish, by: date, days: Workdays) -> Weighed:
    arrives = way.arrives_on(wish.today, days)
    return Weighed(
        way,
        arrives,
        None if way.cost_minor is None else way.cost_minor * wish.pieces,
        arrives is not None and arrives <= by,
        _cant(way, wish),
    )


def _cant(way: Way, wish: Wish) -> str:
    if way.name in wish.instead_of:
        return "said_no"
    if way.name != USUAL and way.transit_days is None:
        return "not_sent_there"
    if wish.personalised and not way.personalised:
        return "cant_personalise"
    return "too_few" if way.pieces is not None and way.pieces < wish.pieces else ""


def _by_cost(one: Weighed) -> tuple[Any, ...]:
    return (one.cost_minor is None, one.cost_minor or 0, one.arrives_on or date.max, one.way.rank, one.way.name)


def _by_day(one: Weighed) -> tuple[Any, ...]:
    return (one.arrives_on or date.max, one.cost_minor is None, one.cost_minor or 0, one.way.rank, one.way.name)
