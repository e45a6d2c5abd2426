"""The places to which a case's goods could go, with what each costs, gathered from what is known of the order, the hubs and the supplier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from makegood.apps.hubs import queries as hubs
from makegood.apps.hubs.pricing import minor_on
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.base.tenancy import merchant_of
from makegood.casefile.called_back import is_called_back
from makegood.casefile.claiming import transit_days
from makegood.casefile.days import local_day
from makegood.casefile.deciding import agreements_of
from makegood.casefile.postage import about_of
from makegood.casefile.routing import Facts, Part, Place, Routed, route
from makegood.casefile.worth import supplier_gives
from makegood.kernel.money import round_half_up
from makegood.law.scenario import OWN_INPUTS
from makegood.law.transfers import may_receive
from makegood.policy.economics.figures import Figure, figures_for

ROUTING = "routing"  # among the shop's settings: "cheapest", or what the offer named where that can be
# Days that nobody has measured: our own assumptions, beside the working days of policy/economics.
_ABROAD_DAYS, _OVERSEAS_DAYS, _ANSWER_DAYS, _LOOK_DAYS = 10, 30, 7, 2
# What is expected of goods that come back for these kinds; all others are sound. The worst of them counts.
_EXPECTED = {
    "damaged_in_transit": "D", "defective": "C", "warranty": "C", "not_as_described": "B", "missing_part": "C", "recalled": "D",
    "customization_error": "D",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of a case with its order's line."""

    line: Any
    item: Any

    @property
    def own_words(self) -> bool:
        return self.item.customer_input in OWN_INPUTS or self.item.text_missing

    @property
    def grade(self) -> str:
        return max((_EXPECTED.get(kind, "A") for kind in self.line.kinds), default="A")


@dataclass(frozen=True, slots=True)
class Weighing:
    """What all places are reckoned with."""

    merchant: Any
    market: str
    goods: tuple[Goods, ...]
    figures: dict[str, Figure]
    carried_by: str
    day: date

    def staff(self, kind: str) -> Part:
        minutes, hour = self.figures[f"minutes_{kind}"], self.figures.get("hour")
        return Part("staff", round_half_up(Fraction(minutes.value * hour.value, 60)) if hour is not None else 0, minutes.source)

    def carriage(self, kind: str, country: str) -> Part:
        """By what the shop says of its postage, by its market's list, or by a default; nothing where the customer pays."""
        if self.carried_by != "shop":
            return Part("carriage", 0, "the customer pays the way back")
        about = about_of(self.merchant, self.market)
        if country == self.market[:2] and about is not None and about.currency == self.merchant.currency:
            return Part("carriage", about.amount_minor, about.source or "the shop's own settings")
        name = f"carriage_back_{kind}" if country == self.market[:2] else "carriage_back_supplier"
        figure = self.figures.get(name)
        return Part("carriage", figure.value if figure is not None else 0, figure.source if figure is not None else "not known")

    def worth(self) -> Part:
        """What the goods are still worth to the shop, by the grade that is expected."""
        resale, found = self.figures["resale"], 0
        for one in self.goods:
            if one.grade == "A" and not one.own_words:
                sound = one.item.resale_minor
                sound = sound if sound is not None else round_half_up((one.item.cost_minor or 0) * resale.value)
                found += sound * one.line.quantity
        return Part("worth", -found, resale.source)


def weigh(
    case: Any, order: Any, lines: Sequence[Any], *, promised: str, paid_by: str, now: datetime, only_promised: bool | None = None
) -> Routed:
    """Every place for these lines together. `promised`: the offer's ship_back. Amounts are in the shop's currency."""
    merchant = merchant_of(case.merchant_id)
    items = {item.id: item for item in orders.lines_of(order.id)}
    goods = tuple(Goods(line, items[line.order_line_id]) for line in lines)
    weighing = Weighing(merchant, order.market, goods, figures_for(merchant.currency), paid_by, local_day(now, merchant.zone))
    agreements = agreements_of(items.values())
    named = {one.item.agreement_id for one in goods}
    agreement = agreements.get(named.pop()) if len(named) == 1 else None  # goods of two suppliers go to neither
    organisation = agreement.organisation if agreement is not None else None
    facts = Facts(
        promised=promised, only_promised=merchant.settings.get(ROUTING) != "cheapest" if only_promised is None else only_promised, paid_by=paid_by,
        market=order.market, today=weighing.day, recalled=any(is_called_back(one.line, case) for one in goods),
        own_words=any(one.own_words for one in goods), returns=agreement.terms.get("returns") if agreement is not None and agreement.confirmed else None,
        supplier_address=bool(organisation is not None and organisation.address),
        supplier_may_read=organisation is not None
        and agreement is not None
        and (may_receive(organisation.country) or bool(agreement.terms.get("transfer_clauses"))),
        delivered_on=order.delivered_on,
    )  # fmt: skip
    places = [_kept(weighing), _shop(weighing), *_hubs(weighing)]
    if agreement is not None and organisation is not None:
        places.append(_supplier(weighing, agreement, organisation))
    return route(places, facts)


def _kept(weighing: Weighing) -> Place:
    return Place("none", "", 0, (weighing.staff("keep"),))


def _shop(weighing: Weighing) -> Place:
    merchant = weighing.merchant
    parts = (weighing.carriage("shop", merchant.country), weighing.staff("shop"), weighing.worth())
    return Place("shop", merchant.country, _way(weighing, merchant.country) + _LOOK_DAYS, parts, name=merchant.name)


def _hubs(weighing: Weighing) -> list[Place]:
    found = []
    for used in parties.hubs_used():
        hub = used.hub
        parts = (weighing.carriage("hub", hub.country), _acts(weighing, used), weighing.staff("hub"), weighing.worth())
        days = _way(weighing, hub.country) + _LOOK_DAYS
        found.append(Place("hub", hub.country, days, parts, hub.id, hub.name, used.rank))
    return found


def _acts(weighing: Weighing, used: Any) -> Part:
    """Receiving and looking by the hub's prices; by its fee for a parcel where no prices are agreed; else by a default."""
    known, pieces = hubs.prices(), sum(one.line.quantity for one in weighing.goods)
    args = (weighing.day, weighing.merchant.currency)
    asked = [minor_on(known, used.hub_id, "receive", *args), minor_on(known, used.hub_id, "inspect", *args, pieces)]
    back = sum(one.line.quantity for one in weighing.goods if one.grade == "A" and not one.own_words)
    asked.append(minor_on(known, used.hub_id, "restock", *args, back) if back else None)
    if any(one is not None for one in asked):
        return Part("acts", sum(one or 0 for one in asked), "the hub's prices")
    if used.fee_minor:
        return Part("acts", used.fee_minor, "the hub's fee for a parcel")
    fee = weighing.figures.get("hub_fee")
    return Part("acts", fee.value if fee is not None else 0, fee.source if fee is not None else "not known")


def _supplier(weighing: Weighing, agreement: Any, organisation: Any) -> Place:
    share = weighing.figures["supplier_takes_back"]
    gives = sum((supplier_gives(one.item, agreement, share.value) or 0) * one.line.quantity for one in weighing.goods)
    country = organisation.country
    way = transit_days(agreement.terms, weighing.market)
    days = (way if way is not None else _OVERSEAS_DAYS) + (agreement.terms.get("answer_days") or _ANSWER_DAYS)
    paid = (agreement.terms.get("returns") or {}).get("carriage_paid_by") == "supplier"
    carriage = Part("carriage", 0, "the supplier pays the way back") if paid else weighing.carriage("supplier", country)
    parts = (carriage, weighing.staff("supplier"), Part("worth", -gives, share.source))
    return Place("supplier", country, days, parts, name=organisation.name)


def _way(weighing: Weighing, country: str) -> int:
    return int(weighing.figures["carriage_days"].value) if country == weighing.market[:2] else _ABROAD_DAYS
