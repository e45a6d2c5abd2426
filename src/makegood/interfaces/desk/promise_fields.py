"""A rule's slots as fields of a form, and what was typed into them as a rule's values again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as later

from makegood.kernel.refusal import Refusal
from makegood.policy.draft import given_value
from makegood.policy.facts import FACTS
from makegood.policy.slots import SLOTS
from makegood.policy.words_of_yaml import NotReadable, read_words

NAMES = {
    "window": later("How long the customer may ask"),
    "eligible": later("Is anything given"),
    "remedies": later("What is offered, in order"),
    "partial_percent": later("The part of the price that goes back, in percent"),
    "store_credit_bonus_percent": later("What credit gives on top, in percent"),
    "reorder_discount_percent": later("The discount on a new order, in percent"),
    "customer_share_percent": later("What the customer bears of the cost, in percent"),
    "ship_back": later("Where the goods go"),
    "keep_item": later("What is asked where nothing goes back"),
    "return_paid_by": later("Who pays the way back"),
    "return_fee": later("What the way back costs the customer"),
    "restocking_fee": later("What is kept of the refund"),
    "refund_outbound_shipping": later("Does the first delivery's price go back too"),
    "release_refund_on": later("What the money waits for"),
    "chooser": later("Who chooses among what is offered"),
    "evidence": later("What is asked to see"),
    "approval": later("By itself, or by a person"),
    "claim_on": later("Whom you claim it back from"),
    "answer_within_hours": later("Hours until the customer hears"),
    "message": later("Words for the customer"),
    "contingent": later("An offer, and what follows where it fails"),
}
assert set(NAMES) == set(SLOTS)
_HINTS = {
    "window": "{days: 30, from: delivery}", "remedies": "[refund, replacement]", "evidence": "[photo]", "claim_on": "[supplier, carrier]",
    "restocking_fee": "{percent: 10}", "contingent": "{offer: store_credit, then: refund, after_days: 7}", "return_fee": "4.90",
}  # fmt: skip
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: choice, number or text; `value` as it stands in the policy file, empty where the rule does not say it."""

    slot: str
    label: Any
    kind: str
    value: str
    words: tuple[str, ...] = ()
    hint: str = ""
    least: int = 0
    most: int = 0


def fields_of(sets: Mapping[str, Any]) -> tuple[list[Field], list[Field]]:
    """(what the rule says, what else it could)."""
    every = [_field(slot, sets.get(slot)) for slot in SLOTS]
    return [one for one in every if one.slot in sets], [one for one in every if one.slot not in sets]


def _field(slot: str, value: Any) -> Field:
    schema = SLOTS[slot].schema
    text = "" if value is None else value if isinstance(value, str) else given_value(value)
    if "enum" in schema:
        words = tuple(dict.fromkeys(str(word).lower() for word in schema["enum"]))
        return Field(slot, NAMES[slot], "choice", text.lower(), words)
    if schema.get("type") == "integer":
        return Field(slot, NAMES[slot], "number", text, least=schema["minimum"], most=schema["maximum"])
    return Field(slot, NAMES[slot], "text", text, hint=_HINTS.get(slot, ""))


def typed_sets(form: QueryDict) -> dict[str, Any]:
    """The slots that were filled, as the policy's reader takes them. Refuses `slot_unreadable` with its field."""
    found: dict[str, Any] = {}
    for slot in SLOTS:
        text = form.get(f"set-{slot}", "").strip()
        if text and slot == "message":
            found[slot] = text[:LONGEST]
        elif text:
            found[slot] = _read(slot, text)
    return found


def _read(slot: str, text: str) -> Any:
    try:
        if len(text) > LONGEST:
            raise NotReadable("too long")
        return read_words(text)
    except NotReadable:
        hint = _HINTS.get(slot)
        raise Refusal(
            "slot_unreadable", "This can't be read.", f"Write it such as {hint}." if hint else "Write it in one line.", field=f"set-{slot}"
        ) from None


def completions() -> list[tuple[str, str]]:
    """Every fact with what it is: what the browser offers while a condition is typed."""
    return [(name, fact.sentence) for name, fact in FACTS.items()]
