"""What can be sent back to the shop that its supplier will not take: counted from the shop's own orders and the law of their markets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.suppliers import queries as suppliers
from makegood.apps.suppliers.terms import takes_back
from makegood.law.entitle import entitle
from makegood.law.scenario import CONSENTS, DISCLOSURES

QUARTER = timedelta(days=91)
MOST_MARKETS = 3


@dataclass(frozen=True, slots=True)
class MarketExposure:
    """Of `sold` different products `sendable` may be sent back for a change of mind; of those suppliers take `taken`, and of `unknown`
    nobody knows whether they do."""

    market: str
    sold: int
    sendable: int
    taken: int
    unknown: int

    @property
    def left(self) -> int:
        return self.sendable - self.taken - self.unknown


@dataclass(frozen=True, slots=True)
class Exposure:
    """`cost_minor`: what the `pieces` that came back in the quarter, and that no supplier is known to take, cost the shop, in its currency;
    of `unpriced` of them the cost is not known. `asked`: pieces whose customers changed their minds in that quarter at all."""

    since: date
    markets: tuple[MarketExposure, ...]
    asked: int
    pieces: int
    unpriced: int
    cost_minor: int


@lru_cache(maxsize=4_096)
def may_be_sent_back(market: str, customer_input: str, on: date) -> bool:
    """Does the law give a change of mind for such a thing, everything having been told that the law asks for? What the customer gave
    being unknown, it does: nothing is called personalised in silence."""
    day = on.isoformat()
    found = entitle(
        {
            "market": market, "on": day, "case": {"kind": "change_of_mind"},
            "order": {"placed_on": day, "delivered_on": day, "disclosures": sorted(DISCLOSURES), "consents": sorted(CONSENTS)},
            "item": {"customer_input": customer_input},
        }
    )  # fmt: skip
    return bool(found["withdrawal"]["granted"])


def exposure(*, now: datetime, zone: str) -> Exposure:
    """Of the last quarter. Markets in which something may be sent back, the one with most such products first."""
    today, start = now.astimezone(ZoneInfo(zone)).date(), now - QUARTER
    sold = orders.sold_between(start, now)
    back = returns.minds_changed(start, now)
    lines = orders.lines_by_id([line for line, _ in back])
    taken = _takes([one.agreement_id for one in sold] + [line.agreement_id for line in lines.values()])
    return Exposure((today - QUARTER), _markets(sold, taken, today), sum(units for _, units in back), *_cost(back, lines, taken))


def _takes(ids: Iterable[int | None]) -> dict[int | None, bool | None]:
    """Whether the supplier of an agreement takes goods back; None is unknown, and whatever nobody has confirmed."""
    found = suppliers.agreements_by_id([one for one in ids if one])
    return {one: takes_back(agreement.terms) if agreement.confirmed else None for one, agreement in found.items()}


def _markets(sold: list[orders.Sold], taken: dict[int | None, bool | None], today: date) -> tuple[MarketExposure, ...]:
    products: dict[str, dict[str, orders.Sold]] = defaultdict(dict)
    for one in sold:
        products[one.market][one.sku] = one
    found = []
    for market, of in products.items():
        sendable = [one for one in of.values() if may_be_sent_back(market, one.customer_input, today)]
        words = [taken.get(one.agreement_id) for one in sendable]
        if sendable:
            found.append(MarketExposure(market, len(of), len(sendable), words.count(True), words.count(None)))
    return tuple(sorted(found, key=lambda one: (-one.sendable, one.market))[:MOST_MARKETS])


def _cost(back: list[tuple[int, int]], lines: dict[int, Any], taken: dict[int | None, bool | None]) -> tuple[int, int, int]:
    """(pieces that no supplier is known to take, of those without a known cost, what the others cost)."""
    pieces = unpriced = cost = 0
    for line_id, units in back:
        line = lines.get(line_id)
        if line is None or taken.get(line.agreement_id):
            continue
        pieces += units
        unit_cost = line.cost_minor
        unpriced += units if unit_cost is None else 0
        cost += units * (unit_cost or 0)
    return pieces, unpriced, cost
