"""A market's values, for people and programs."""

import textwrap
from collections.abc import Iterator
from datetime import date
from typing import Any

from makegood.law.load import market, market_used

_BEGINS = ("from", "effective_from", "contracts_from")
_PARTS = (
    ("change_of_mind", "Change of mind"),
    ("withdrawal_function", "Withdrawal online"),
    ("defect", "Goods not as agreed"),
    ("delay", "Late"),
    ("risk_in_transit", "On the way"),
    ("card_rights", "Card payments"),
    ("disclosure", "What the shop has to tell"),
    ("disclosure_extra", "What it has to tell here as well"),
    ("penalties", "What it costs not to"),
    ("citations", "Sources"),
    ("effective", "In force since"),
    ("check", "Still to be confirmed"),
)
_SHOWN_ABOVE = {"market_used", "on", "code", "name", "zone", "confidence", "inherits", "kind", "verified"}


def _begins(value: Any) -> str | None:
    """The day from which a dated entry holds; other uses of these words (`from: contract_conclusion`) are no day."""
    if not isinstance(value, dict):
        return None
    return next((day for name in _BEGINS if (day := str(value.get(name, ""))) and day[:4].isdigit()), None)


def _in_force(value: Any, on: date) -> Any:
    """Without the entries that begin later than `on`."""
    later = on.isoformat()
    if isinstance(value, dict):
        return {key: _in_force(one, on) for key, one in value.items() if (_begins(one) or "") <= later}
    if isinstance(value, list):
        return [_in_force(one, on) for one in value if (_begins(one) or "") <= later]
    return value


def show(code: str, on: date) -> dict[str, Any]:
    """The dated, cited values that answer for `code` on a day. Refuses `unknown_market`."""
    values = _in_force(market(code), on)
    assert isinstance(values, dict)
    return {"market_used": market_used(code), "on": on.isoformat(), **values}


def prose(found: dict[str, Any]) -> str:
    """What `show` answers, for reading: a heading for each right, a line for each value, its citation in brackets after it."""
    lines = [
        f"{found['name']} ({found['market_used']}), as of {found['on']}",
        f"  confidence {found['confidence']}; today is the day in {found['zone']}",
    ]
    rest = [(name, name.replace("_", " ").capitalize()) for name in found if name not in _SHOWN_ABOVE and name not in dict(_PARTS)]
    for name, title in [*_PARTS[:7], *rest, *_PARTS[7:]]:
        if found.get(name):
            lines += ["", *_wrapped(_cited(title, found[name]), ""), *_lines(found[name], "  ")]
    return "\n".join(lines)


def _cited(text: str, of: Any) -> str:
    cites = [str(of[name]) for name in ("cite", "national_cite", "state_cite") if isinstance(of, dict) and of.get(name)]
    return f"{text}  [{'; '.join(cites)}]" if cites else text


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text.replace("_", " ") if " " not in text else text


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, 110, initial_indent=indent, subsequent_indent=indent + "    ", break_long_words=False, break_on_hyphens=False
    )


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _entry(one, indent) if isinstance(one, dict) else _wrapped(f"- {_words(one)}", indent)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name.endswith("cite") or one is None or one == []:
                continue
            label = name.replace("_", " ")
            if isinstance(one, dict) or (isinstance(one, list) and any(isinstance(item, dict) for item in one)):
                yield from _wrapped(_cited(f"{label}:", one), indent)
                yield from _lines(one, indent + "  ")
            else:
                yield from _wrapped(f"{label}: " + (", ".join(map(_words, one)) if isinstance(one, list) else _words(one)), indent)
    else:
        yield from _wrapped(_words(value), indent)


def _entry(of: dict[str, Any], indent: str) -> Iterator[str]:
    """An entry of a list: the word that names it first, then the rest on one line."""
    named = next((key for key in ("kind", "topic", "tier", "rule", "ground") if key in of), None)
    more = [
        f"{key.replace('_', ' ')} {', '.join(map(_words, one)) if isinstance(one, list) else _words(one)}"
        for key, one in of.items()
        if key != named and not key.endswith("cite") and one is not None
    ]
    head = _words(of[named]) if named else ""
    yield from _wrapped(_cited(f"- {'tier ' if named == 'tier' else ''}{head}{': ' if head and more else ''}{'; '.join(more)}", of), indent)
