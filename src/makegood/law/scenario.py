"""The question: one line of one case on one day (contract: `law entitle`)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from makegood.kernel.currency import is_known
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

CASE_KINDS = frozenset(
    [
        "change_of_mind",
        "cancellation",
        "defective",
        "damaged_in_transit",
        "wrong_item",
        "missing_part",
        "not_as_described",
        "not_delivered",
        "delivered_not_received",
        "late",
        "returned_to_sender",
        "customer_input_error",
        "customization_error",
        "refused_at_door",
        "unexpected_charges",
        "recalled",
        "warranty",
    ]
)
NON_CONFORMITY = frozenset(
    ["defective", "damaged_in_transit", "wrong_item", "missing_part", "not_as_described", "customization_error", "recalled", "warranty"]
)
CUSTOMER_INPUTS = frozenset(["none", "preset_choice", "own_text", "own_image", "own_measurements", "unknown"])
OWN_INPUTS = frozenset(["own_text", "own_image", "own_measurements"])
DISCLOSURES = frozenset(
    [
        "withdrawal_info",
        "return_cost_on_customer",
        "withdrawal_function",
        "no_withdrawal_personalised",
        "hygiene_exception",
        "perishable_exception",
        "media_exception",
        "return_carrier_named",
        "policy_before_purchase",
        "policy_on_final_screen",
        "policy_in_advert",
        "guarantee_notice",
        "full_trader_information",
    ]
)
CONSENTS = frozenset(["personalised_no_return", "digital_start"])
EVENTS = frozenset(
    ["goods_posted", "goods_received", "repaired", "repair_failed", "not_delivered", "delay_announced", "extra_time_set", "consent_given"]
)
ITEM_FLAGS = ("unsealed", "used", "perishable", "sealed_hygiene", "sealed_media", "digital", "second_hand", "made_to_order")


@dataclass(frozen=True, slots=True)
class Event:
    kind: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Amounts in minor units of `currency`; a date or amount that is not known is None."""

    market: str
    on: date
    kind: str
    currency: str
    major: bool | None = None
    placed_on: date | None = None
    delivered_on: date | None = None
    promised_on: date | None = None
    total: int | None = None
    outbound_shipping: int | None = None
    standard_shipping: int | None = None
    disclosures: frozenset[str] = frozenset()
    disclosed_late_on: date | None = None
    contract_document_on: date | None = None
    consents: frozenset[str] = frozenset()
    customer_input: str = "none"
    price: int | None = None
    flags: frozenset[str] = frozenset()
    events: tuple[Event, ...] = field(default=())

    @property
    def personalised(self) -> bool:
        """Only the customer's own text, image or measurements (guidance 2021/C 525/01 sec. 5.11.2: presets do not count)."""
        return self.customer_input in OWN_INPUTS

    def contradictions(self) -> list[str]:
        """Days that can't all be right, each in a sentence: what lies before the order, and what ends before it begins."""
        placed, found = self.placed_on, []
        if placed is not None:
            named = {"delivered_on": self.delivered_on, "promised_on": self.promised_on, "the day of the question": self.on}
            found = [f"{name} ({day}) is before placed_on ({placed})" for name, day in named.items() if day is not None and day < placed]
            found += [f"{event.kind} ({event.on}) is before placed_on ({placed})" for event in self.counted() if event.on < placed]
        return found + [
            f"{event.kind} ends ({event.until}) before it begins ({event.on})"
            for event in self.counted()
            if event.kind in ("delay_announced", "extra_time_set") and event.until is not None and event.until < event.on
        ]

    def counted(self) -> list[Event]:
        """Events up to the day of the question, and goods on their way back later too."""
        return [event for event in self.events if event.on <= self.on or event.kind in ("goods_posted", "goods_received")]

    def happened(self, kind: str) -> list[Event]:
        """Events of a kind up to the day of the question, in order; goods on their way back count later too."""
        return sorted((event for event in self.counted() if event.kind == kind), key=lambda event: event.on)


def _bad(message: str) -> Refusal:
    return Refusal("bad_input", message, "See the contract of `law entitle` for the form of a scenario.", status=400)


def _part(of: dict[str, Any], name: str) -> dict[str, Any]:
    value = of.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _bad(f"{name} is no JSON object.")
    return value


def _day(of: dict[str, Any], name: str) -> date | None:
    value = of.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) != 10:
        raise _bad(f"{name}: {value!r} is no day such as 2026-11-16.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _bad(f"{name}: {value!r} is no day such as 2026-11-16.") from None


def _words(of: dict[str, Any], name: str, known: frozenset[str]) -> frozenset[str]:
    value = of.get(name)
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise _bad(f"{name} is no list of words.")
    unknown = set(value) - known
    if unknown:
        raise _bad(f"{name}: {sorted(unknown)[0]!r} is not one of {', '.join(sorted(known))}.")
    return frozenset(value)


def _word(value: Any, name: str, known: frozenset[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise _bad(f"{name}: {value!r} is not one of {', '.join(sorted(known))}.")
    return value


def _events(value: Any) -> tuple[Event, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(event, dict) for event in value):
        raise _bad("events is no list of objects.")
    found = []
    for event in value:
        on = _day(event, "on")
        if on is None:
            raise _bad("An event needs a day (`on`).")
        found.append(Event(_word(event.get("kind"), "events.kind", EVENTS), on, _day(event, "until")))
    return tuple(found)


def _flag(of: dict[str, Any], name: str) -> bool | None:
    value = of.get(name)
    if value is not None and not isinstance(value, bool):
        raise _bad(f"{name} is neither true nor false.")
    return value


def read_scenario(document: Any) -> Scenario:
    """The contract's JSON as a Scenario. Refuses `bad_input`."""
    if not isinstance(document, dict):
        raise _bad("A scenario is a JSON object.")
    case, order, item = _part(document, "case"), _part(document, "order"), _part(document, "item")
    market, on = document.get("market"), _day(document, "on")
    if not isinstance(market, str) or on is None:
        raise _bad("A scenario needs `market` and `on`.")
    currency = order.get("currency", "EUR")
    if not is_known(currency):
        raise _bad(f"currency: {currency!r} is no currency.")

    def money(of: dict[str, Any], name: str) -> int | None:
        if of.get(name) is None:
            return None
        try:
            return minor_from_text(of[name], currency)
        except Refusal as refusal:
            raise _bad(f"{name}: {refusal.message}") from None

    return Scenario(
        market=market,
        on=on,
        kind=_word(case.get("kind"), "case.kind", CASE_KINDS),
        currency=currency,
        major=_flag(case, "major"),
        placed_on=_day(order, "placed_on"),
        delivered_on=_day(order, "delivered_on"),
        promised_on=_day(order, "promised_on"),
        total=money(order, "total"),
        outbound_shipping=money(order, "outbound_shipping"),
        standard_shipping=money(order, "standard_shipping"),
        disclosures=_words(order, "disclosures", DISCLOSURES),
        disclosed_late_on=_day(order, "disclosed_late_on"),
        contract_document_on=_day(order, "contract_document_on"),
        consents=_words(order, "consents", CONSENTS),
        customer_input=_word(item.get("customer_input") or "none", "item.customer_input", CUSTOMER_INPUTS),
        price=money(item, "price"),
        flags=frozenset(name for name in ITEM_FLAGS if _flag(item, name)),
        events=_events(document.get("events")),
    )
