"""Five clocks of each line of a case, with what the nearest one is and what was lost to a late complaint."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.apps.claims import queries as claims
from makegood.apps.disputes import queries as disputes
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import merchant_of
from makegood.casefile.clocks import Clock, Known, clocks_of, lost_meanwhile, nearest
from makegood.casefile.facts import way_of


@dataclass(frozen=True, slots=True)
class LineClocks:
    """`lost_minor`: what it costs, in the shop's currency, that the supplier takes no claim any more while the customer may still ask."""

    line: Any
    clocks: list[Clock]
    nearest: Clock | None
    lost_minor: int | None


def clocks_of_case(case: Any, order: Any, *, today: date) -> list[LineClocks]:
    """`today` in the shop's zone."""
    items = {item.id: item for item in orders.lines_of(order.id)}
    ways, decisions = orders.parcels_of_lines(order.id), returns.latest_decisions(case.id)
    agreements = suppliers.agreements_by_id([item.agreement_id for item in items.values() if item.agreement_id])
    claimed, disputed = tuple(claims.claims_of_case(case.id)), tuple(disputes.disputes_of_order(order.id))
    home = merchant_of(case.merchant_id).country
    found = []
    for line in returns.lines_of_case(case.id):
        item = items[line.order_line_id]
        agreement = agreements.get(item.agreement_id or 0)
        sent_from = agreement.organisation.country if agreement is not None else home
        known = Known(order, item, line, decisions.get(line.id), agreement, way_of(order, item, ways), sent_from, claimed, disputed)
        clocks = clocks_of(known)
        found.append(LineClocks(line, clocks, nearest(clocks, today), lost_meanwhile(known, clocks, today)))
    return found
