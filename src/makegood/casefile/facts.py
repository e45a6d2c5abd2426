"""A line of a case as the facts that policy and law ask for. Amounts in the shop's currency, at the rate frozen with the order."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from makegood.apps.suppliers.terms import covered, takes_back
from makegood.base.tenancy import merchant_of
from makegood.casefile.money import shipping_gross, to_shop
from makegood.kernel.money import text_from_minor
from makegood.law.scenario import ITEM_FLAGS


@dataclass(frozen=True, slots=True)
class LineSource:
    """All that is known about one asked line, gathered by casefile.deciding."""

    order: Any
    line: Any
    kinds: tuple[str, ...]
    quantity: int
    case_value_minor: int
    notified_on: date
    opened_on: date
    major: bool | None = None
    needed_by: date | None = None
    photos: int = 0
    events: tuple[dict[str, str], ...] = ()
    agreement: Any = None
    hub: Any = None
    way: "Way | None" = None
    history: dict[str, int] = field(default_factory=dict)
    claim_until: date | None = None
    recovery: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How an item came: days of its own parcel (of the last one where it came in several), and the day of the order's last parcel.

    None: not known, or not yet there. `last_delivered_on` starts the customer's clocks, the item's own day the supplier's.
    """

    shipped_on: date | None
    delivered_on: date | None
    last_delivered_on: date | None


def way_of(order: Any, line: Any, parcels: dict[int, list[Any]]) -> Way:
    """`parcels`: orders.queries.parcels_of_lines. A single parcel without a day of its own has the order's."""
    every = {one.id: one for some in parcels.values() for one in some}
    own = parcels.get(line.id, [])
    if len(every) < 2:
        first = next(iter(own), None)
        shipped = (first.shipped_on if first is not None else None) or order.shipped_on
        delivered = (first.delivered_on if first is not None else None) or order.delivered_on
        return Way(shipped, delivered, order.delivered_on or delivered)
    days = [one.delivered_on for one in every.values()]
    latest = max((day for day in days if day is not None), default=None)
    if latest is None:  # the source follows no parcel: the order's own days are all that is known
        return Way(order.shipped_on, order.delivered_on, order.delivered_on)
    last = latest if all(days) else None
    if not own:
        return Way(order.shipped_on, last, last)
    arrived = [one.delivered_on for one in own]
    return Way(
        max((one.shipped_on for one in own if one.shipped_on), default=order.shipped_on),
        max((day for day in arrived if day is not None), default=None) if all(arrived) else None,
        last,
    )


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def facts_of(source: LineSource) -> dict[str, Any]:
    """Nested by scope, plain JSON values; a fact that is not known is left out."""
    facts = {"case": _case(source), "order": _order(source), "item": _item(source), "hub": _hub(source)}
    if source.history:
        facts["customer"] = {
            "orders": source.history["orders"],
            "returns": source.history.get("returns"),
            "lifetime_value": _money(source.history["spent_minor"], source.order),
        }
    if source.agreement is not None:
        known = {"code": source.agreement.code, "expected_recovery": source.recovery}
        facts["supplier"] = known | (_promised(source) if source.agreement.confirmed else {})
    return {scope: {key: value for key, value in part.items() if value is not None} for scope, part in facts.items()}


def _promised(source: LineSource) -> dict[str, Any]:
    """What the supplier owes by terms that a person has confirmed; those that nobody has count for nothing."""
    return {
        "covers": covered(source.agreement.terms),
        "accepts_returns": takes_back(source.agreement.terms),
        "claim_days_left": None if source.claim_until is None else (source.claim_until - source.opened_on).days,
    }


def _foreign(order: Any) -> bool:
    """Are the order's books kept in another currency than the shop's policy speaks? Then its amounts are not known to the policy."""
    return bool(order.shop_currency != merchant_of(order.merchant_id).currency)


def _money(minor: int | None, order: Any) -> str | None:
    """The customer's amount in the shop's currency."""
    shop = None if _foreign(order) else to_shop(minor, order)
    return None if shop is None else text_from_minor(shop, order.shop_currency)


def _own(minor: int | None, order: Any) -> str | None:
    """An amount that is in the shop's currency already."""
    return None if minor is None or _foreign(order) else text_from_minor(minor, order.shop_currency)


def _case(source: LineSource) -> dict[str, Any]:
    return {
        "kinds": list(source.kinds),
        "kind": source.kinds[0],
        "major": source.major,
        "notified_on": _day(source.notified_on),
        "opened_on": _day(source.opened_on),
        "needed_by": _day(source.needed_by),
        "quantity": source.quantity,
        "value": _money(source.case_value_minor, source.order),
        "photos": source.photos,
        "events": list(source.events) or None,
    }


def _order(source: LineSource) -> dict[str, Any]:
    order, way = source.order, source.way
    return {
        "placed_on": _day(order.placed_on),
        "shipped_on": _day(order.shipped_on),
        "delivered_on": _day(order.delivered_on if way is None else way.last_delivered_on),
        "promised_on": _day(order.promised_on),
        "market": order.market,
        "channel": order.channel or None,
        "currency": order.shop_currency,
        "total": _money(order.total_minor, order),
        "outbound_shipping": _money(shipping_gross(order), order),
        "standard_shipping": _money(order.standard_shipping_minor, order),
        "tags": order.tags,
        "payment_method": order.payment_method or None,
        "gift": order.gift,
        "occasion": order.occasion,
        "delivery_terms": order.delivery_terms or None,
        "duties_paid": _money(order.duties_minor, order),
        "campaign": order.campaign or None,
        "disclosures": order.disclosures,
        "disclosed_late_on": _day(order.disclosed_late_on),
        "contract_document_on": _day(order.contract_document_on),
        "consents": order.consents,
    }


def _item(source: LineSource) -> dict[str, Any]:
    order, line, way = source.order, source.line, source.way
    shipped, delivered = (order.shipped_on, order.delivered_on) if way is None else (way.shipped_on, way.delivered_on)
    return {
        "sku": line.sku,
        "category": line.category or None,
        "shipped_on": _day(shipped),
        "delivered_on": _day(delivered),
        "price": _money(line.gross_minor // line.quantity, order),
        "cost": _own(line.cost_minor, order),
        "weight_g": line.weight_g,
        "resale_value": _own(line.resale_minor, order),
        "production_cost": _own(line.production_cost_minor, order),
        "production_days": line.production_days,
        "customer_input": line.customer_input,
        **{flag: bool(line.flags.get(flag, False)) for flag in ITEM_FLAGS},
        "final_sale": bool(line.flags.get("final_sale", False)),
    }


def _hub(source: LineSource) -> dict[str, Any]:
    return {"available": source.hub is not None, "cost": None if source.hub is None else _own(source.hub.fee_minor, source.order)}
