"""A rule's slots as fields of a form, and what was typed into them as a rule's values again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from makegood.interfaces.desk.promise_values import NAMES, STARTS, word_of
from makegood.kernel.refusal import Refusal
from makegood.policy.draft import given_value
from makegood.policy.facts import FACTS
from makegood.policy.slots import EVIDENCE, REMEDIES, SLOTS
from makegood.policy.words_of_yaml import NotReadable, read_words

_HINTS = {
    "remedies": "refund, replacement", "evidence": "photo", "claim_on": "supplier, carrier", "restocking_fee": "10 %", "return_fee": "4.90",
    "contingent": "{offer: store_credit, then: refund, after_days: 7}",
}  # fmt: skip
_LISTS = ("remedies", "evidence", "claim_on")
_MONEY = ("return_fee", "restocking_fee")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: window, choice, number or text; `value` as it is typed, empty where the rule does not say it. `words`: (code, what it is called);
    of a text the codes that it may be made of. `parts`: a window's days, start and last day."""

    slot: str
    label: Any
    kind: str
    value: str
    words: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    least: int = 0
    most: int = 0
    parts: Mapping[str, Any] = field(default_factory=dict)


def fields_of(sets: Mapping[str, Any]) -> tuple[list[Field], list[Field]]:
    """(what the rule says, what else it could)."""
    every = [_field(slot, sets.get(slot)) for slot in SLOTS]
    return [one for one in every if one.slot in sets], [one for one in every if one.slot not in sets]


def _field(slot: str, value: Any) -> Field:
    schema, name = SLOTS[slot].schema, NAMES[slot]
    if slot == "window":
        parts = value if isinstance(value, Mapping) else {}
        return Field(slot, name, "window", "", tuple((word, str(said)) for word, said in STARTS.items()), parts=parts)
    text = "" if value is None else value if isinstance(value, str) else _typed(slot, value)
    if "enum" in schema:
        words = tuple(dict.fromkeys(str(word).lower() for word in schema["enum"]))
        return Field(slot, name, "choice", text.lower(), tuple((word, word_of(slot, word)) for word in words))
    if schema.get("type") == "integer":
        return Field(slot, name, "number", text, least=schema["minimum"], most=schema["maximum"])
    return Field(slot, name, "text", text, _codes(slot), hint=_HINTS.get(slot, ""))


def _codes(slot: str) -> tuple[tuple[str, str], ...]:
    codes = {"remedies": REMEDIES, "evidence": EVIDENCE, "claim_on": ("supplier", "carrier", "insurer")}.get(slot, ())
    return tuple((code, word_of(slot, code)) for code in codes)


def _typed(slot: str, value: Any) -> str:
    """A value as a person types it."""
    if slot in _LISTS and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if slot == "restocking_fee" and isinstance(value, Mapping):
        return f"{value.get('percent')} %"
    return given_value(value)


def typed_sets(form: QueryDict) -> dict[str, Any]:
    """The slots that were filled, as the policy's reader takes them. Refuses `slot_unreadable` with its field."""
    found: dict[str, Any] = {}
    for slot in SLOTS:
        text = form.get(f"set-{slot}", "").strip()
        if slot == "window":
            found |= _window(form)
        elif text and slot == "message":
            found[slot] = text[:LONGEST]
        elif text:
            found[slot] = _read(slot, text)
    return found


def _window(form: QueryDict) -> dict[str, Any]:
    days, start, until = (form.get(f"set-window-{part}", "").strip() for part in ("days", "from", "until"))
    found: dict[str, Any] = {}
    if days:
        if not days.isascii() or not days.isdigit() or len(days) > 6:
            raise Refusal("slot_unreadable", "This can't be read.", "Write a whole number of days.", field="set-window-days")
        found = {"days": int(days), "from": start or "delivery"}
    if until:
        found["until"] = until[:40]
    return {"window": found} if found else {}


def _read(slot: str, text: str) -> Any:
    if slot in _LISTS and "[" not in text and "{" not in text:
        text = f"[{text}]"
    elif slot in _MONEY and "{" not in text:
        text = text.replace(",", ".")
        text = f"{{percent: {text.removesuffix('%').strip()}}}" if text.endswith("%") else text
    try:
        if len(text) > LONGEST:
            raise NotReadable("too long")
        return read_words(text)
    except NotReadable:
        hint = _HINTS.get(slot)
        raise Refusal(
            "slot_unreadable", "This can't be read.", f"Write it such as {hint}." if hint else "Write it in one line.", field=f"set-{slot}"
        ) from None


def completions() -> list[tuple[str, str, str]]:
    """Every fact with what it is and the words it may be: what is offered while a condition is typed."""
    return [(name, fact.sentence, " ".join(sorted(fact.words))) for name, fact in FACTS.items()]
