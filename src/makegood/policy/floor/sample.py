"""A plain order of today, from which cells are probed and readable examples are made."""

from datetime import date, timedelta
from typing import Any

from makegood.kernel.currency import exponent
from makegood.kernel.money import minor_from_text, text_from_minor

# What the proof takes as told (contract: policy check --shop); the rest only where the shop's sketch shows it.
GIVEN = (
    "withdrawal_info", "return_cost_on_customer", "withdrawal_function", "guarantee_notice", "no_withdrawal_personalised", "hygiene_exception",
    "perishable_exception", "media_exception",
)  # fmt: skip
SHOWABLE = ("policy_before_purchase", "policy_in_advert", "policy_on_final_screen", "full_trader_information")
# Bounds of the world that is searched (docs/adr/0028): days from the order to the last parcel, from the order to the promised day, age of an
# order, age of the customer's word, and how far ahead a policy that names days of the calendar is looked at.
LONGEST_WAY, LONGEST_PROMISE, OLDEST_ORDER, OLDEST_WORD, FORESEEN = 180, 365, 3_650, 90, 400
# How far a last day may move for weekends and holidays beyond what a fortnight of first days shows (Golden Week, Songkran, Tet).
SLACK = 12
CARRIED = 5  # days on the way in an example


def amount(units: int, currency: str) -> str:
    return text_from_minor(units * 10 ** exponent(currency), currency)


def plain_case(
    market: str, kind: str, on: date, currency: str, *, shown: tuple[str, ...] = (), days: int | None = 10, waits: int | None = None
) -> dict[str, Any]:
    """Facts nested by scope. The customer writes on `on`; the parcel came `days` before (None: it did not), or should have come `waits` before."""
    placed = on - timedelta(days=(waits or 0) + 10 if days is None else days + CARRIED)
    order: dict[str, Any] = {
        "market": market,
        "placed_on": placed.isoformat(),
        "total": amount(65, currency),
        "outbound_shipping": amount(5, currency),
        "standard_shipping": amount(5, currency),
        "disclosures": [*GIVEN, *shown],
    }
    if days is not None:
        order["delivered_on"] = (on - timedelta(days=days)).isoformat()
    if waits is not None:
        order["promised_on"] = (on - timedelta(days=waits)).isoformat()
    return {
        "case": {"kind": kind, "notified_on": on.isoformat(), "quantity": 1, "value": amount(60, currency)},
        "order": order,
        "item": {"customer_input": "none", "price": amount(60, currency)},
    }


def with_events(facts: dict[str, Any], events: frozenset[str], on: date) -> dict[str, Any]:
    """The events of the case, dated so that they lie behind the customer's word."""
    days = {
        "extra_time_set": {"on": on - timedelta(days=2), "until": on - timedelta(days=1)},
        "delay_announced": {"on": on - timedelta(days=2)},
    }
    rows = [{"kind": kind, **days.get(kind, {"on": on})} for kind in sorted(events)]
    if rows:
        facts["case"]["events"] = [{name: one.isoformat() if isinstance(one, date) else one for name, one in row.items()} for row in rows]
    return facts


def possible(facts: dict[str, Any], on: date, currency: str) -> bool:
    """Do the days follow one another, and are the parts no more than the whole? The same bounds as those of the solver's world (limits.py)."""
    case, order, item = (facts.get(scope, {}) for scope in ("case", "order", "item"))
    placed, came, word = _day(order, "placed_on"), _day(order, "delivered_on"), _day(case, "notified_on") or on
    if placed is None or not placed <= word <= on or (on - word).days > OLDEST_WORD or (on - placed).days > OLDEST_ORDER:
        return False
    last = came or on
    if came is not None and not (placed <= came <= on and (came - placed).days <= LONGEST_WAY):
        return False
    inside = (_day(order, "shipped_on"), _day(item, "shipped_on"), _day(item, "delivered_on"), _day(order, "contract_document_on"))
    if any(day is not None and not placed <= day <= last for day in inside):
        return False
    promised, opened = _day(order, "promised_on"), _day(case, "opened_on")
    if promised is not None and not 0 <= (promised - placed).days <= LONGEST_PROMISE:
        return False
    if opened is not None and not word <= opened <= on:
        return False
    amounts = [
        minor_from_text(of[name], currency) for of, name in ((item, "price"), (case, "value"), (order, "total")) if of.get(name) is not None
    ]
    return amounts == sorted(amounts)


def _day(of: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(of[name]) if of.get(name) else None
