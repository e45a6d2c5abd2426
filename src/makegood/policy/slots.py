"""Every slot that a policy may fill: how its value is checked, and the same as a JSON Schema for editors."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.kernel.period import day_from_text
from makegood.kernel.refusal import Refusal
from makegood.policy.node import nearest

REMEDIES = (
    "refund", "partial_refund", "store_credit", "gift_card", "replacement", "remake", "exchange", "repair", "reorder_discount", "none",
)  # fmt: skip
RELEASES = ("approval", "proof_of_sending", "carrier_scan", "delivery", "inspection", "supplier_credit")
# What may release money that the law owes, in the order of time; an inspection only lowers it by a reasoned deduction (promise.md).
LAWFUL_RELEASES = RELEASES[:4]
KEEP_ITEM = ("keep", "donate", "recycle", "destroy_with_photo")
CREDIT_ENDS = ("never", "when_law_allows")
# What follows where money went first and nothing came back by the day: never anything by itself that takes money.
NOTHING_CAME = ("ask_again", "note_debt", "let_be")
EVIDENCE = ("photo", "photo_of_packaging", "video", "receipt", "document")
LONGEST_TEXT = 2_000


class BadSlot(ValueError):
    """A slot's value is not of its kind; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Slot:
    """`check(value, currency)` gives the value as it is kept or raises BadSlot; `schema` says the same to an editor; `sentence` to a person."""

    sentence: str
    check: Callable[[Any, str], Any]
    schema: dict[str, Any] = field(hash=False)

    def __call__(self, value: Any, currency: str) -> Any:
        return self.check(value, currency)


def _one_of(value: Any, words: Iterable[str]) -> str:
    if isinstance(value, str) and value in words:
        return value
    hint = nearest(value, words) if isinstance(value, str) else ""
    raise BadSlot(f"{value!r} is not one of {', '.join(words)}{hint}")


def _word(sentence: str, words: tuple[str, ...]) -> Slot:
    return Slot(sentence, lambda value, currency: _one_of(value, words), {"enum": list(words)})


def _listed(value: Any, words: tuple[str, ...]) -> list[str]:
    if not isinstance(value, list):
        raise BadSlot(f"a list of {', '.join(words)} is needed, such as [{words[0]}]")
    return list(dict.fromkeys(_one_of(word, words) for word in value))


def _words(sentence: str, words: tuple[str, ...]) -> Slot:
    return Slot(sentence, lambda value, currency: _listed(value, words), {"type": "array", "items": {"enum": list(words)}})


def _remedies(value: Any, currency: str) -> Any:
    if isinstance(value, list):
        value = ["partial_refund" if word == "price_reduction" else word for word in value]
    found = _listed(value, REMEDIES)
    if "none" in found and len(found) > 1:
        raise BadSlot("none stands alone")
    return found


def _number(value: Any, least: int, most: int) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadSlot(f"a whole number from {least} to {most} is needed")
    return value


def _whole_schema(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


def _whole(sentence: str, least: int, most: int) -> Slot:
    return Slot(sentence, lambda value, currency: _number(value, least, most), _whole_schema(least, most))


def _percent(sentence: str) -> Slot:
    return _whole(sentence, 0, 100)


def _yes(value: Any, currency: str) -> Any:
    if not isinstance(value, (bool, str)) or value not in ("true", "false", True, False):
        raise BadSlot("true or false is needed")
    return value in ("true", True)


def _money(value: Any, currency: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise BadSlot("an amount such as 4.90 is needed")
    try:
        if minor_from_text(str(value), currency) < 0:
            raise BadSlot("an amount may not be negative")
    except Refusal as refusal:
        raise BadSlot(refusal.message) from None
    return str(value)


_AMOUNT: dict[str, Any] = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,6})?$"}]}


def _known_keys(value: dict[str, Any], keys: tuple[str, ...], said: str) -> None:
    for key in value:
        if key not in keys:
            raise BadSlot(f"there is no {key} here{nearest(str(key), keys)}; {said}")


def _fee(value: Any, currency: str) -> Any:
    if not isinstance(value, dict):
        return _money(value, currency)
    _known_keys(value, ("percent",), "a fee is an amount, or {percent: 15}")
    return {"percent": _number(value.get("percent"), 0, 100)}


_STARTS = ("delivery", "order", "shipment")


def _window(value: Any, currency: str) -> Any:
    said = "a window has days and from, or until"
    if not isinstance(value, dict) or not set(value) & {"days", "until"}:
        raise BadSlot(said)
    _known_keys(value, ("days", "from", "until"), said)
    found: dict[str, Any] = {}
    if "days" in value:
        found |= {"days": _number(value["days"], 0, 36_500), "from": _one_of(value.get("from", "delivery"), _STARTS)}
    elif "from" in value:
        raise BadSlot("from says where days begin, and there are no days")
    if "until" in value:
        if (day := day_from_text(value["until"])) is None:
            raise BadSlot("until is a day such as 2026-12-31")
        found["until"] = day.isoformat()
    return found


_WINDOW_SCHEMA = {
    "type": "object", "additionalProperties": False, "anyOf": [{"required": ["days"]}, {"required": ["until"]}],
    "dependentRequired": {"from": ["days"]},
    "properties": {
        "days": _whole_schema(0, 36_500), "from": {"enum": list(_STARTS)},
        "until": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"},
    },
}  # fmt: skip


def _evidence(value: Any, currency: str) -> Any:
    if not isinstance(value, list):
        raise BadSlot("evidence is a list, such as [photo]")
    found = []
    for one in value:
        if isinstance(one, dict):
            _known_keys(one, ("kind", "count"), "evidence has a kind and a count")
        kind, count = (one.get("kind"), one.get("count", 1)) if isinstance(one, dict) else (one, 1)
        found.append({"kind": _one_of(kind, EVIDENCE), "count": _number(count, 1, 20)})
    return found


_EVIDENCE_SCHEMA = {
    "type": "array",
    "items": {
        "anyOf": [
            {"enum": list(EVIDENCE)},
            {"type": "object", "additionalProperties": False, "required": ["kind"],
             "properties": {"kind": {"enum": list(EVIDENCE)}, "count": _whole_schema(1, 20)}},
        ],
    },
}  # fmt: skip


def _text(value: Any, currency: str) -> Any:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise BadSlot("a text of up to 2,000 characters is needed")
    return value


def _contingent(value: Any, currency: str) -> Any:
    said = "contingent has offer, then and after_days"
    if not isinstance(value, dict):
        raise BadSlot(said)
    _known_keys(value, ("offer", "then", "after_days"), said)
    if len(value) != 3:
        raise BadSlot(said)
    offer, then = _one_of(value["offer"], REMEDIES), _one_of(value["then"], REMEDIES)
    return {"offer": offer, "then": then, "after_days": _number(value["after_days"], 1, 365)}


_CONTINGENT_SCHEMA = {
    "type": "object", "additionalProperties": False, "required": ["offer", "then", "after_days"],
    "properties": {"offer": {"enum": list(REMEDIES)}, "then": {"enum": list(REMEDIES)}, "after_days": _whole_schema(1, 365)},
}  # fmt: skip
_REMEDIES_SCHEMA = {
    "anyOf": [
        {"type": "array", "items": {"enum": [*(word for word in REMEDIES if word != "none"), "price_reduction"]}},
        {"type": "array", "items": {"const": "none"}},
    ]
}
SLOTS: dict[str, Slot] = {
    "window": Slot("how long the customer may ask", _window, _WINDOW_SCHEMA),
    "eligible": _word("is anything given at all; review: a person decides", ("yes", "no", "review")),
    "remedies": Slot("what is offered, in order", _remedies, _REMEDIES_SCHEMA),
    "partial_percent": _percent("the part of the price that a partial refund gives back"),
    "store_credit_bonus_percent": _percent("what store credit gives on top"),
    "store_credit_bonus_days": _whole("how many days that can be spent; for ever where no rule says", 30, 3_650),
    "store_credit_ends": _word("may credit that stands for money owed end", CREDIT_ENDS),
    "reorder_discount_percent": _percent("the discount on a new order"),
    "customer_share_percent": _percent("the part of the cost that the customer bears"),
    "ship_back": _word("where the goods go", ("hub", "supplier", "shop", "none")),
    "keep_item": _word("what is asked where nothing goes back", KEEP_ITEM),
    "return_paid_by": _word("who pays the way back", ("customer", "shop")),
    "return_fee": Slot("what the label costs the customer", _money, _AMOUNT),
    "restocking_fee": Slot(
        "what is kept of the refund, an amount or a percentage", _fee,
        {"anyOf": [*_AMOUNT["anyOf"],
                   {"type": "object", "additionalProperties": False, "required": ["percent"], "properties": {"percent": _whole_schema(0, 100)}}]},
    ),
    "refund_outbound_shipping": Slot("does the first delivery's price go back too", _yes, {"enum": [True, False, "true", "false"]}),
    "release_refund_on": _word("what the money waits for", RELEASES),
    "if_nothing_comes": _word("what follows where the money went first and nothing came back", NOTHING_CAME),
    "chooser": _word("who chooses among the remedies", ("customer", "shop")),
    "evidence": Slot("what is asked for once, never as a condition of a right", _evidence, _EVIDENCE_SCHEMA),
    "approval": _word("does it go through by itself or to a person", ("auto", "review")),
    "claim_on": _words("whom the shop claims it back from", ("supplier", "carrier", "insurer")),
    "answer_within_hours": _whole("how soon the customer hears", 1, 8_760),
    "message": Slot("words for the customer", _text, {"type": "string", "maxLength": LONGEST_TEXT}),
    "contingent": Slot("an offer, and what follows where it fails", _contingent, _CONTINGENT_SCHEMA),
}  # fmt: skip
