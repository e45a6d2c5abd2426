"""Every fact that a policy may ask about: its type, unit, words and a sentence. One schema, from which the law's scenario is built too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.kernel.period import day_from_text
from makegood.kernel.refusal import Refusal
from makegood.law.scenario import CASE_KINDS, CONSENTS, CUSTOMER_INPUTS, DISCLOSURES, EVENTS, ITEM_FLAGS, OWN_INPUTS

_FAULT = {
    "change_of_mind": "customer", "cancellation": "customer", "customer_input_error": "customer", "refused_at_door": "customer",
    "defective": "supplier", "wrong_item": "supplier", "missing_part": "supplier", "not_as_described": "shop",
    "customization_error": "supplier", "recalled": "supplier", "damaged_in_transit": "carrier", "not_delivered": "carrier",
    "delivered_not_received": "carrier", "late": "carrier", "returned_to_sender": "carrier", "unexpected_charges": "shop", "warranty": "supplier",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """`type`: bool, int, number, money, date, word, text, words (list), texts (list)."""

    type: str
    sentence: str
    words: frozenset[str] = frozenset()


def _f(type: str, sentence: str, words: Any = ()) -> Fact:
    return Fact(type, sentence, frozenset(words))


FACTS: dict[str, Fact] = {
    "case.kind": _f("word", "what is wrong, the kind that is looked at", CASE_KINDS),
    "case.kinds": _f("words", "everything that is wrong", CASE_KINDS),
    "case.major": _f("bool", "a major failure"),
    "case.events": _f("words", "what happened since, by kind", EVENTS),
    "case.notified_on": _f("date", "the customer's first word by any channel"),
    "case.opened_on": _f("date", "the day the case was opened"),
    "case.needed_by": _f("date", "the day the customer needs it"),
    "case.wants": _f("text", "what the customer asks for"),
    "case.reason": _f("text", "what the customer says"),
    "case.quantity": _f("int", "units in the line"),
    "case.value": _f("money", "money paid for the lines of the case"),
    "case.photos": _f("int", "photos shown"),
    "case.videos": _f("int", "videos shown"),
    "case.evidence_flags": _f("texts", "what was noticed about the evidence"),
    "case.message_language": _f("text", "language of the customer's words"),
    "order.placed_on": _f("date", "the day of the order"),
    "order.shipped_on": _f("date", "the day the last parcel left"),
    "order.delivered_on": _f("date", "the day the last parcel arrived"),
    "order.promised_on": _f("date", "the day that was promised"),
    "order.market": _f("text", "the customer's market, such as DE or US-CA"),
    "order.channel": _f("text", "where it was sold"),
    "order.currency": _f("text", "the customer's currency"),
    "order.total": _f("money", "what the order cost"),
    "order.outbound_shipping": _f("money", "what was paid for delivery"),
    "order.standard_shipping": _f("money", "what the cheapest delivery would have cost"),
    "order.item_count": _f("int", "units in the order"),
    "order.tags": _f("texts", "the shop's tags"),
    "order.discount_percent": _f("number", "discount in percent"),
    "order.payment_method": _f("text", "how it was paid"),
    "order.gift": _f("bool", "bought as a gift"),
    "order.occasion": _f("word", "what it is for", ("wedding", "birth", "memorial", "none")),
    "order.protected": _f("bool", "delivery protection was bought"),
    "order.risk": _f("word", "the shop system's word on fraud", ("low", "medium", "high")),
    "order.delivery_terms": _f("word", "who owes duties (Incoterms)", ("DDP", "DDU")),
    "order.duties_paid": _f("money", "duties paid with the order"),
    "order.campaign": _f("text", "where the customer came from"),
    "order.disclosures": _f("words", "what was shown before the purchase", DISCLOSURES),
    "order.disclosed_late_on": _f("date", "the day on which missing information followed"),
    "order.contract_document_on": _f("date", "the day of the contract document"),
    "order.consents": _f("words", "what the customer agreed to", CONSENTS),
    "item.sku": _f("text", "the item's code"),
    "item.category": _f("text", "the item's category"),
    "item.tags": _f("texts", "the item's tags"),
    "item.shipped_on": _f("date", "the day its own parcel left"),
    "item.delivered_on": _f("date", "the day its own parcel arrived"),
    "item.price": _f("money", "paid for a unit after discounts, tax included"),
    "item.cost": _f("money", "what a unit costs the shop"),
    "item.weight_g": _f("int", "weight of a unit in grams"),
    "item.final_sale": _f("bool", "sold as final"),
    "item.resale_value": _f("money", "what a returned unit sells for"),
    "item.production_cost": _f("money", "what making a unit costs"),
    "item.production_days": _f("int", "working days to make one"),
    "item.customer_input": _f("word", "what the customer gave for it", CUSTOMER_INPUTS),
    "item.personalised": _f("bool", "made with the customer's own text, image or measurements"),
    **{f"item.{flag}": _f("bool", flag.replace("_", " ")) for flag in ITEM_FLAGS},
    "proof.approval": _f("word", "how the proof was approved", ("none", "silent", "explicit")),
    "proof.matches_product": _f("bool", "what was made is what was approved"),
    "proof.stage": _f("word", "how far production is", ("submitted", "proof_sent", "approved", "in_production", "shipped")),
    "customer.orders": _f("int", "orders of this customer"),
    "customer.returns": _f("int", "returns of this customer"),
    "customer.keep_its": _f("int", "times that this customer kept the item"),
    "customer.disputes": _f("int", "card disputes of this customer"),
    "customer.lifetime_value": _f("money", "what this customer has paid so far"),
    "customer.tags": _f("texts", "the shop's tags for the customer"),
    "customer.blocked": _f("bool", "the shop has blocked this customer"),
    "supplier.code": _f("text", "who makes and posts it"),
    "supplier.claim_days_left": _f("int", "days left to claim against the supplier"),
    "supplier.accepts_returns": _f("bool", "the supplier takes goods back"),
    "supplier.expected_recovery": _f("number", "share that the supplier usually credits, 0 to 1"),
    "supplier.covers": _f("words", "what the supplier pays for", CASE_KINDS),
    "supplier.claim_status": _f("text", "state of the claim"),
    "hub.available": _f("bool", "a hub takes parcels from this market"),
    "hub.cost": _f("money", "what the hub takes for a parcel"),
    "carriage.return_cost": _f("money", "what the way back costs"),
    "carriage.return_days": _f("int", "days that the way back takes"),
    "days_since_delivery": _f("int", "days from the arrival of the last parcel to the customer's first word"),
    "days_since_order": _f("int", "days from the order to the customer's first word"),
    "days_late": _f("int", "days past the promised day"),
    "fault": _f("word", "who bears it", ("customer", "shop", "supplier", "carrier", "nobody")),
}
DERIVED = frozenset({"days_since_delivery", "days_since_order", "days_late", "fault", "item.personalised"})


def fault_of(kind: str) -> str:
    """Who bears a kind of trouble."""
    return _FAULT[kind]


def _bad(name: str, value: Any, wanted: str) -> Refusal:
    return Refusal("bad_input", f"{name}: {value!r} is no {wanted}.", "See the list of facts.", status=400, field=name)


def _value(name: str, fact: Fact, value: Any, currency: str) -> Any:
    """One fact in the form that rules compare: money in minor units, days as dates, numbers exact."""
    kind = fact.type
    if kind == "bool":
        if not isinstance(value, bool):
            raise _bad(name, value, "true or false")
        return value
    if kind in ("int", "number") and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind == "int":
        raise _bad(name, value, "whole number")
    if kind == "number":
        if not isinstance(value, (str, float)):
            raise _bad(name, value, "number")
        try:
            return Fraction(str(value))  # 10.1 is what was written, not its nearest binary
        except (ValueError, ZeroDivisionError):
            raise _bad(name, value, "number") from None
    if kind == "money":
        return minor_from_text(value, currency)
    if kind in ("words", "texts"):
        if not isinstance(value, list) or not all(isinstance(one, str) and (not fact.words or one in fact.words) for one in value):
            raise _bad(name, value, "list of known words" if fact.words else "list of texts")
        return tuple(value)
    if not isinstance(value, str):
        raise _bad(name, value, kind)
    if kind == "date":
        day = day_from_text(value)
        if day is None:
            raise _bad(name, value, "day such as 2026-11-16")
        return day
    if kind == "word" and value not in fact.words:
        raise _bad(name, value, f"word of {', '.join(sorted(fact.words))}")
    return value


def by_scope(facts: Any) -> dict[str, dict[str, Any]]:
    """Facts as nested objects, each a copy. Refuses `bad_input`."""
    if not isinstance(facts, Mapping):
        raise Refusal("bad_input", "Facts are no JSON object.", "Nest them by scope: case, order, item...", status=400)
    for scope, part in facts.items():
        if not isinstance(part, Mapping):
            raise Refusal("bad_input", f"{scope} is no JSON object.", "Nest facts by scope: case, order, item...", status=400)
    return {scope: dict(part) for scope, part in facts.items()}


def read_facts(facts: Mapping[str, Any], currency: str, on: date) -> dict[str, Any]:
    """Flat values by dotted name, derived ones included; what is not known is absent. Refuses `bad_input`, also for unknown names.

    Amounts are read in the policy's `currency`: they are converted when the order is frozen, not when it is decided (promise.md).
    """
    values: dict[str, Any] = {}
    for scope, part in by_scope(facts).items():
        for key, value in part.items():
            name = f"{scope}.{key}"
            if name == "case.events" or value is None:
                continue
            fact = FACTS.get(name)
            if fact is None or name in DERIVED:
                raise Refusal("bad_input", f"There is no fact {name}.", "See the list of facts.", status=400, field=name)
            values[name] = _value(name, fact, value, currency)
    if values.get("item.customer_input") == "unknown":
        del values["item.customer_input"]  # promise.md: a fact that is not known is unknown, not one more word
    kinds = values.get("case.kinds")
    if "case.kind" not in values and kinds:
        values["case.kind"] = kinds[0]
    _derive(values, on)
    values["case.events"] = _happened(facts, on)
    return values


def _happened(facts: Mapping[str, Any], on: date) -> tuple[str, ...]:
    """Kinds of events up to the day; the law's own reader refuses those that have no form."""
    events = facts.get("case", {}).get("events")
    rows = [event for event in events if isinstance(event, Mapping)] if isinstance(events, list) else []
    return tuple(str(event.get("kind")) for event in rows if str(event.get("on")) <= on.isoformat())


def notice_day(values: Mapping[str, Any], on: date) -> date:
    """The day that every period of the customer's is kept by: that of their first word, never a later one (promise.md: notified_on)."""
    return min(values.get("case.notified_on") or on, on)


def last_delivery(values: Mapping[str, Any]) -> date | None:
    """The customer's clocks run from the last parcel; an item's own parcel starts the supplier's (promise.md, facts)."""
    return values.get("order.delivered_on") or values.get("item.delivered_on")


def _derive(values: dict[str, Any], on: date) -> None:
    given = values.get("item.customer_input")
    if given is not None:
        values["item.personalised"] = given in OWN_INPUTS
    notice, delivered = notice_day(values, on), last_delivery(values)
    if delivered is not None:
        values["days_since_delivery"] = (notice - delivered).days
    if "order.placed_on" in values:
        values["days_since_order"] = (notice - values["order.placed_on"]).days
    promised = values.get("order.promised_on")
    if promised is not None:
        values["days_late"] = max(0, ((delivered or on) - promised).days)
    if "case.kind" in values:
        values["fault"] = _FAULT[values["case.kind"]]
