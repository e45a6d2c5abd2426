"""A market's values, for people and programs."""

import textwrap
from collections.abc import Iterator
from datetime import date
from typing import Any

from makegood.law.adjacent import TOPICS, adjacent
from makegood.law.load import market, market_used
from makegood.law.note import SAID, SENTENCES, plain

AS_OF = "2026-11-22"  # the day on which the files were last looked through as a whole; what changes later bears its own day
_BEGINS = ("from", "effective_from", "contracts_from")
_PARTS = (
    ("change_of_mind", "Change of mind"),
    ("defect", "Goods not as agreed"),
    ("delay", "Late"),
    ("risk_in_transit", "On the way"),
    ("inertia_selling", "Goods that nobody ordered"),
    ("withdrawal_function", "Withdrawing online"),
    ("disclosure", "What the shop has to tell"),
    ("disclosure_extra", "What it has to tell here as well"),
    ("disclosure_not_required", "What it does not have to tell here"),
    ("card_rights", "Card payments"),
    ("payment_reversal", "Reversal of the payment"),
    ("check", "Still to be confirmed"),
    ("adjacent", "Next to returns"),
    ("penalties", "What it costs not to"),
    ("effective", "In force since"),
    ("citations", "Sources"),
    ("verified", "What was looked up"),
)
_SHOWN_ABOVE = {"begins", "market_used", "on", "code", "name", "zone", "confidence", "inherits", "draft", "reviewed"}
_TOPICS = {
    "store_credit_and_gift_card_expiry": "Credit and gift cards", "made_to_order_contract_before_production": "Goods made to order, before they are made",
    "information_before_choice": "Before the choice of a remedy", "answer_deadlines": "Answers", "product_safety": "Product safety and recalls",
    "customs_and_duties": "Duties", "privacy": "Privacy", "reviews_and_design": "Reviews and design",
}  # fmt: skip


def _holds(value: Any, on: str) -> bool:
    """Whether a dated entry holds on a day; other uses of these words (`from: contract_conclusion`) are no day."""
    if not isinstance(value, dict):
        return True
    begins = next((day for name in _BEGINS if (day := str(value.get(name, ""))) and day[:4].isdigit()), "")
    ends = str(value.get("until", ""))
    return begins <= on and (not ends[:4].isdigit() or on <= ends)


def _in_force(value: Any, on: str) -> Any:
    """Without the entries that do not hold on that day."""
    if isinstance(value, dict):
        return {key: _in_force(one, on) for key, one in value.items() if _holds(one, on)}
    return [_in_force(one, on) for one in value if _holds(one, on)] if isinstance(value, list) else value


def show(code: str, on: date) -> dict[str, Any]:
    """The dated, cited values that answer for a contract made on a day, and what is next to returns then. Refuses `unknown_market`.

    `draft` is true until a lawyer's name and date stand in the market's file (`reviewed`).
    """
    values = _in_force(market(code, on), on.isoformat())
    assert isinstance(values, dict)
    rules = market(code)
    whole = rules["change_of_mind"]["regime"] == "withdrawal"  # elsewhere the list names single additions
    begins = min((str(one["from"]) for one in rules.get("effective", [])), default="") if whole else ""
    found = {"market_used": market_used(code), "on": on.isoformat(), "draft": values["reviewed"] is None, **values}
    return found | {"begins": begins or None, "adjacent": {topic: said for topic in TOPICS if (said := _adjacent(topic, code, on))}}


def _adjacent(topic: str, code: str, on: date) -> list[dict[str, Any]]:
    return [
        {
            "aspect": one.aspect,
            "values": {name: {"value": value.value, "level": value.level, "cite": value.cite} for name, value in one.values.items()},
            "notes": [row["note"] for row in one.rows],
            "status": one.rows[-1]["status"],
            "cite": "; ".join(one.citations),
            "check": [row["check"] for row in one.rows if row.get("check")],
        }
        for one in adjacent(topic, code, on).values()
    ]


def label_of(found: dict[str, Any]) -> str:
    """Whether a lawyer has looked at the market's file; it changes nothing but what the shop is told."""
    if found["draft"]:
        return "Draft: no lawyer has reviewed it."
    return f"Reviewed by {found['reviewed']['by']} on {found['reviewed']['on']}."


def prose(found: dict[str, Any]) -> str:
    """What `show` answers, as a lawyer's note: sentences first, each with its source in brackets, then every further value."""
    based = f" It stands on {found['inherits']}." if found.get("inherits") else ""
    lines = [
        f"{found['name']} ({found['market_used']}): the law for a purchase of {found['on']}",
        f"{label_of(found)} Confidence {found['confidence']}. Today is the day in {found['zone']}.{based}",
        f"Facts of law in our own words, as known on {AS_OF}; not legal advice.",
    ]
    if (found.get("begins") or "") > found["on"]:
        lines.append(f"The oldest of these rules began on {found['begins']}: for a purchase before that day this is not the law.")
    rest = [(name, plain(name).capitalize()) for name in found if name not in _SHOWN_ABOVE and name not in dict(_PARTS)]
    number = 0
    for name, title in [*_PARTS, *rest]:
        if found.get(name):
            number += 1
            head = f"{title}  [{found['citations'][0]}]" if name == "change_of_mind" else _cited(title, found[name])
            lines += ["", *_wrapped(f"{number}. {head}", ""), *_part(name, found[name])]
    return "\n".join(lines)


def _part(name: str, value: Any) -> Iterator[str]:
    if name == "adjacent":
        for topic, said in value.items():
            yield from _topic(topic, said)
        return
    if name not in SENTENCES:
        yield from _lines(value, "  ")
        return
    for depth, sentence, cite in SENTENCES[name](value):
        yield from _wrapped(f"{'- ' if depth else ''}{sentence}{f'  [{cite}]' if cite else ''}", "  " + "  " * depth)
    said = SAID[name] | (
        {"guarantee_basis"} if name == "defect" and value.get("guarantee_months") is value.get("guarantee_days") else set()
    )
    further = {key: one for key, one in value.items() if key not in said and one is not None and one != []}
    if any(not key.endswith("cite") for key in further):
        yield "  Further:"
        yield from _lines(further, "    ")


def _topic(topic: str, said: list[dict[str, Any]]) -> Iterator[str]:
    for one in said:
        aspect = f", {plain(one['aspect'])}" if one["aspect"] else ""
        yield from _wrapped(f"{_TOPICS[topic]}{aspect} ({plain(one['status'])})  [{one['cite']}]", "  ")
        for name, value in one["values"].items():
            mark = {"block": "", "warn": " (to be confirmed)", "note": " (a note only)"}[value["level"]]
            yield from _wrapped(f"{plain(name)}: {_value(value['value'])}{mark}", "    ")
        for note in one["notes"]:
            yield from _wrapped(note, "    ")
        for open_point in one["check"]:
            yield from _wrapped(f"Still to be confirmed: {open_point}", "    ")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{plain(key)} {_value(one)}" for key, one in value.items() if one is not None)
    if isinstance(value, list):
        return "; ".join(map(_value, value)) if any(isinstance(one, dict) for one in value) else ", ".join(map(_value, value))
    return "none by law" if value is None else _words(value)


def _cited(text: str, of: Any) -> str:
    cites = [str(of[name]) for name in ("cite", "national_cite", "state_cite") if isinstance(of, dict) and of.get(name)]
    return f"{text}  [{'; '.join(cites)}]" if cites else text


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return plain(text) if " " not in text else text


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, 110, initial_indent=indent, subsequent_indent=indent + "    ", break_long_words=False, break_on_hyphens=False
    )


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _entry(one, indent) if isinstance(one, dict) else _wrapped(f"- {one}", indent)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name.endswith("cite") or one is None or one == []:
                continue
            label = plain(name)
            if isinstance(one, dict) or (isinstance(one, list) and any(isinstance(item, dict) for item in one)):
                yield from _wrapped(_cited(f"{label}:", one), indent)
                yield from _lines(one, indent + "  ")
            else:
                yield from _wrapped(f"{label}: " + (", ".join(map(_words, one)) if isinstance(one, list) else _words(one)), indent)
    else:
        yield from _wrapped(_words(value), indent)


def _entry(of: dict[str, Any], indent: str) -> Iterator[str]:
    """An entry of a list: the word that names it first, then the rest on one line."""
    named = next((key for key in ("kind", "topic", "rule") if key in of), None)
    more = [
        f"{plain(key)} {', '.join(map(_words, one)) if isinstance(one, list) else _words(one)}"
        for key, one in of.items()
        if key != named and not key.endswith("cite") and one is not None
    ]
    head = _words(of[named]) if named else ""
    yield from _wrapped(_cited(f"- {head}{': ' if head and more else ''}{'; '.join(more)}", of), indent)
