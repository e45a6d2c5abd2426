"""The ways to new goods of an order's line, gathered from stocks, sources and terms; and the plan among them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from makegood.apps.replacements.states import NEXT
from makegood.apps.stock import queries as stock
from makegood.apps.suppliers import queries as suppliers
from makegood.casefile.claiming import transit_days
from makegood.casefile.sourcing import USUAL, Plan, Way, Wish, plan_for, ways_of
from makegood.policy.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of stocks and sources that are at hand."""

    stocks: tuple[Any, ...] = ()
    sources: tuple[Any, ...] = ()

    def has(self, sku: str) -> bool:
        return any(one.sku == sku for one in (*self.stocks, *self.sources))


def listed(order_id: int, *, also: str = "") -> Listed:
    """Of what the order bought, and of one product more."""
    stocks, sources = stock.stocks_for(order_id), stock.sources_for(order_id)
    found = Listed(tuple(stocks), tuple(sources))
    if not also or found.has(also):
        return found
    return Listed((*stocks, *stock.stocks_of(also)), (*sources, *stock.sources_of(also)))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends new goods: the supplier of `agreement`, or the shop (None), from a shelf where there is one. `plan` as Plan.as_json; `is_able`: of the ways that were not tried in vain,
    one can."""

    agreement: Any
    stock_id: int | None
    way: str
    plan: dict[str, Any]
    is_able: bool = True


def sender_of(
    item: Any, *, pieces: int, market: str, today: date, promised: str | None, sku: str, order_id: int, before: Iterable[Any], passing: Any = None,
) -> Sender:  # fmt: skip
    """`before`: the earlier orders of this line's new goods, the oldest first: whoever said no is not asked again, and what a person chose instead
    is taken. `passing`: one of them that may be passed over. Where nobody can send it, it stays with whoever sent the first one, and the plan says so.
    """
    agreement = suppliers.agreement_by_id(item.agreement_id)
    earlier = list(before)
    gone = {one.way or USUAL for one in earlier if one.state == "refused" or one.then or one is passing}
    asked_for = earlier[-1].then if earlier and earlier[-1].then not in ("", NEXT) else ""
    promised_on = date.fromisoformat(promised) if promised else None
    wish = Wish(pieces, is_personal(item), today, promised_on, gone - {asked_for})
    plan = plan_of(item, agreement, wish, market=market, listed=listed(order_id, also=sku), sku=sku)
    by_hand = next((one for one in plan.weighed if one.way.name == asked_for and not one.cant), None)
    plan = (
        replace(plan, chosen=by_hand, why="by_hand", weighed=(by_hand, *(one for one in plan.weighed if one is not by_hand)))
        if by_hand
        else plan
    )
    if plan.chosen is None or plan.chosen.way.name == USUAL:
        return Sender(agreement, None, USUAL, plan.as_json(), plan.chosen is not None)
    way = plan.chosen.way
    theirs = next((one for one in suppliers.current_agreements(today) if one.code == way.code), None) if way.code else None
    return Sender(theirs, way.stock_id, way.name, plan.as_json())


def usual_way(item: Any, agreement: Any, market: str) -> Way:
    """Whoever sent the first ones, by what the line and its supplier's terms say. A stocked piece needs a day to be packed."""
    terms = agreement.terms if agreement is not None else {}
    made = item.production_days if item.production_days is not None else terms.get("production_days")
    days = made if is_personal(item) else 1
    cost = item.production_cost_minor if item.production_cost_minor is not None else item.cost_minor
    return Way(
        USUAL, agreement.code if agreement is not None else "", ready_days=days, transit_days=transit_days(terms, market), cost_minor=cost
    )


def is_personal(item: Any) -> bool:
    """Made for one customer alone, or not known to be anything else: it never comes from a shelf."""
    return item.customer_input in ("own_text", "own_image", "own_measurements") or bool(item.text_missing)


def plan_of(item: Any, agreement: Any, wish: Wish, *, market: str, listed: Listed, sku: str) -> Plan:
    """`sku`: what is sent, which in an exchange is not what the line was. Whoever has no terms with the shop can't be asked, and is no way."""
    usual = usual_way(item, agreement, market)
    usual = usual if sku == item.sku else replace(usual, cost_minor=None)
    makers = [one for one in (*listed.stocks, *listed.sources) if one.sku == sku and one.code]
    known = {one.code for one in suppliers.current_agreements(wish.today)} if makers else set()
    ways = ways_of(sku=sku, stocks=listed.stocks, sources=listed.sources, market=market, usual=usual, known=known | {usual.code})
    return plan_for(wish, ways, Workdays(market))


def days_to_promise(item: Any, agreement: Any, wish: Wish, *, market: str, listed: Listed) -> tuple[int | None, int | None, int]:
    """(working days to make one, on the road, until a piece that needs no making leaves): of the way that would be taken today."""
    plan = plan_of(item, agreement, wish, market=market, listed=listed, sku=item.sku) if listed.has(item.sku) else None
    if plan is None or plan.chosen is None or plan.chosen.way.name == USUAL:
        usual = usual_way(item, agreement, market)
        made = item.production_days if item.production_days is not None else (agreement.terms if agreement else {}).get("production_days")
        return made, usual.transit_days, 1
    way = plan.chosen.way
    return way.ready_days, way.transit_days, 1 if way.ready_days is None else way.ready_days
