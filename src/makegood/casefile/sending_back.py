"""Where a label sends its goods: what was chosen by a person, otherwise the cheapest lawful place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.apps.hubs import queries as hubs
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.returns import queries as returns
from makegood.apps.suppliers import queries as suppliers
from makegood.casefile.deciding import agreements_of
from makegood.casefile.places import weigh
from makegood.casefile.routing import Place, Routed
from makegood.casefile.telling import label_address


@dataclass(frozen=True, slots=True)
class Destination:
    """`hub` where it is one. `reason`: of the person who chose it; "" where the rule did."""

    place: Place
    hub: Any
    routed: Routed
    reason: str


def destination(case: Any, order: Any, lines: Sequence[Any], offer: dict[str, Any], *, now: datetime) -> Destination | None:
    """For these lines in one parcel; None where no place is lawful, and a person has to look."""
    routed = weigh(case, order, lines, promised=offer["ship_back"], paid_by=offer["return_paid_by"], now=now)
    said = {route.line_id: route for route in hubs.routes_of_case(case.id) if route.chosen_by == "person"}
    mine = [said[line.id] for line in lines if line.id in said]
    wanted = max(mine, key=lambda one: one.at, default=None)
    place, reason = routed.chosen, ""
    if wanted is not None:
        same = (one for one in routed.places if one.kind == wanted.place and one.hub_id == wanted.hub_id and one.is_lawful)
        own = next(same, None)
        place, reason = (own, wanted.reason) if own is not None else (place, "")
    return None if place is None else Destination(place, parties.hub_used(place.hub_id), routed, reason)


def promised_of(case: Any, line: Any) -> tuple[str, str]:
    """(where the goods go, who pays the way back): by the offer that was taken, otherwise by the first that is open; ("hub", "shop") without any."""
    choice = returns.choices_of(case.id).get(line.id)
    if choice is None:
        decision = returns.latest_decisions(case.id).get(line.id)
        offers = decision.open_offers if decision is not None else []
        offer = next((one for one in offers if one.get("ship_back", "none") != "none"), offers[0] if offers else {})
    else:
        offer = choice.offer
    return str(offer.get("ship_back") or "hub"), str(offer.get("return_paid_by") or "shop")


def address_of(merchant: Any, parcel: Any) -> list[str]:
    """The lines on a parcel's label."""
    route = None if parcel.hub_id is not None else hubs.route_of_parcel(parcel.id)
    if route is not None and route.place == "supplier":
        item_id = returns.line_by_id(route.line_id).order_line_id
        agreement = suppliers.agreement_by_id(orders.lines_by_id([item_id])[item_id].agreement_id)
        if agreement is not None:
            return supplier_lines(merchant, agreement.organisation)
    return label_address(merchant, parcel.hub)


def address_to(merchant: Any, found: Destination | None, order: Any, lines: Sequence[Any]) -> list[str]:
    """The same, of a parcel that is being announced."""
    if found is not None and found.place.kind == "supplier":
        items = {item.id: item for item in orders.lines_of(order.id)}
        agreement_id = items[lines[0].order_line_id].agreement_id
        if agreement_id is not None:
            return supplier_lines(merchant, agreements_of(items.values())[agreement_id].organisation)
    return label_address(merchant, found.hub if found is not None else None)


def supplier_lines(merchant: Any, organisation: Any) -> list[str]:
    return [f"{merchant.name} c/o {organisation.name}", *organisation.address]
