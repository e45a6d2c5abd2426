"""A shop's sketch of its own site (contract, `policy check --shop`): read, typed, refused with the field and the nearest word."""

from collections.abc import Mapping, Sequence
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.law.load import codes, market_used
from makegood.policy.node import nearest
from makegood.policy.rules import PolicyInvalid, read_yaml
from makegood.policy.statement.words import MOST

_WORD, _WORDS, _YES, _TEXT, _MARKETS = "word", "words", "yes", "text", "markets"
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "withdrawal_function": (_WORD, ("public", "behind_login", "none")),
    "withdrawal_by": (_WORDS, ("email", "phone", "post", "form")),
    "guest_checkout": (_YES, ()),
    "sells": (_WORDS, ("stock", "personalised", "digital")),
    "guarantee_notice": (_WORD, ("shown", "none")),
    "policy_shown": (_WORDS, ("product_page", "cart", "checkout", "terms_page", "none")),
    "full_trader_information": (_WORD, ("shown", "none")),
    "statement": (_TEXT, ()),
    "markets": (_MARKETS, ()),
}
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")


def _bad(field: str, message: str) -> Refusal:
    return Refusal("sketch_invalid", message, f"Mend {field} in the sketch of the shop.", status=400, field=field)


def read_sketch(text: str) -> dict[str, Any]:
    """The sketch of a YAML text. Refuses `sketch_invalid`, with the field."""
    try:
        found = read_yaml(text)
    except PolicyInvalid as invalid:
        raise Refusal("sketch_invalid", f"The sketch of the shop: {invalid.errors[0]['message']}.", "Mend the file.", status=400) from None
    return check_sketch(found)


def check_sketch(found: Any) -> dict[str, Any]:
    """A sketch with every field in its own form; fields that are not given stay away: they are unknown. Refuses `sketch_invalid`."""
    if not isinstance(found, Mapping) or not found:
        raise Refusal("sketch_invalid", "A sketch of a shop has fields.", f"Give one of {', '.join(FIELDS)}.", status=400)
    sketch: dict[str, Any] = {}
    for name, value in found.items():
        if name not in FIELDS:
            raise _bad(str(name), f"There is no field {name}{nearest(str(name), FIELDS) or '.'}")
        if value is not None:
            sketch[str(name)] = _value(str(name), value)
    return sketch


def _value(name: str, value: Any) -> Any:
    kind, words = FIELDS[name]
    if kind == _YES:
        return _yes(name, value)
    if kind == _TEXT:
        return _statement(name, value)
    if kind == _WORD:
        return _one(name, value, words)
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, Sequence) or isinstance(listed, bytes) or not listed or len(listed) > 200:
        raise _bad(name, f"{name} is a list{' of ' + ', '.join(words) if words else ' of markets such as DE or US-CA'}.")
    if kind == _MARKETS:
        return list(dict.fromkeys(_market(name, one) for one in listed))
    chosen = list(dict.fromkeys(_one(name, one, words) for one in listed))
    if "none" in chosen and len(chosen) > 1:
        raise _bad(name, f"{name}: none stands alone.")
    return chosen


def _one(name: str, value: Any, words: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in words:
        raise _bad(name, f"{name}: {value!r} is not one of {', '.join(words)}{nearest(str(value), words) or '.'}")
    return value


def _yes(name: str, value: Any) -> bool:
    word = str(value).lower()
    if word not in (*_TRUE, *_FALSE):
        raise _bad(name, f"{name}: {value!r} is neither true nor false.")
    return word in _TRUE


def _statement(name: str, value: Any) -> str:
    text = "\n".join(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
    if not isinstance(text, str) or len(text) > MOST:
        raise _bad(name, f"{name} is a text of up to {MOST:,} characters.")
    return text


def _market(name: str, value: Any) -> str:
    try:
        market_used(value if isinstance(value, str) else "")
    except Refusal:
        raise _bad(name, f"{name}: no law is known for {value!r}{nearest(str(value), codes()) or '.'}") from None
    return str(value)
