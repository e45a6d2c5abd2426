"""The law's question, built from the same facts that the rules look at, and the end of a policy's own window."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from makegood.kernel.period import add_days
from makegood.law.scenario import ITEM_FLAGS
from makegood.policy.facts import last_delivery

_ORDER = (
    "placed_on", "promised_on", "total", "outbound_shipping", "standard_shipping", "disclosures", "disclosed_late_on",
    "contract_document_on", "consents",
)  # fmt: skip
_WAYS_BACK = ("goods_posted", "goods_received")


def scenario_of(facts: Mapping[str, Any], *, kind: str, currency: str, asked_on: date, on: date) -> dict[str, Any]:
    """The law's question on the day `asked_on`, with what is known on the day `on`; amounts are in the policy's `currency`.

    Unknown personalisation is asked as `none`: it never costs the customer a right.
    """
    order, item, case = (dict(facts.get(scope) or {}) for scope in ("order", "item", "case"))
    given = item.get("customer_input")
    return {
        "market": order.get("market", ""),
        "on": asked_on.isoformat(),
        "case": {"kind": kind, "major": case.get("major")},
        "order": {name: order.get(name) for name in _ORDER}
        | {"currency": currency, "delivered_on": order.get("delivered_on") or item.get("delivered_on")},
        "item": {flag: item.get(flag) for flag in ITEM_FLAGS}
        | {"customer_input": "none" if given in (None, "unknown") else given, "price": case.get("value") or item.get("price")},
        "events": _events(case.get("events"), asked_on.isoformat(), on.isoformat()),
    }


def _events(events: Any, asked_on: str, on: str) -> Any:
    """A repair that failed since the customer's first word opens the next remedies, though the law is asked on the day of that word."""
    if not isinstance(events, (list, tuple)):
        return events
    return [
        {**event, "on": asked_on}
        if isinstance(event, Mapping) and event.get("kind") not in _WAYS_BACK and asked_on < str(event.get("on")) <= on
        else event
        for event in events
    ]


def window_end(values: Mapping[str, Any], window: Mapping[str, Any]) -> date | None:
    """The last day of a policy's window, the later one of `days` and `until`; None where its start is not known (it has not begun)."""
    until = date.fromisoformat(window["until"]) if window.get("until") else None
    if "days" not in window:
        return until
    start = {
        "delivery": last_delivery(values),
        "order": values.get("order.placed_on"),
        "shipment": values.get("order.shipped_on") or values.get("item.shipped_on"),
    }[window.get("from", "delivery")]
    if start is None:
        return None
    end = add_days(start, int(window["days"]))
    return end if until is None else max(end, until)
