"""The statutory words of the withdrawal function: by market, language and day."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from makegood.kernel.refusal import Refusal
from makegood.law.load import CONFIDENCE, market

FILE = Path(__file__).parent / "texts" / "withdrawal_function.yaml"
_TOP = {"text", "equivalent_ok", "default", "variants"}
_VARIANT = {"variant", "base", "markets", "from", "cite", "words"}
_WORDS = {"open", "confirm", "noun", "statement", "confidence"}


@dataclass(frozen=True, slots=True)
class Words:
    """`open` and `confirm` are the labels of the two buttons; `noun` what the act is called; `statement` what the consumer declares."""

    variant: str
    language: str
    open: str
    confirm: str
    noun: str
    statement: str
    cite: str
    confidence: str


def _check(found: Any) -> dict[str, Any]:
    """The document as it must be; raises ValueError that names what is not."""
    if not isinstance(found, dict) or set(found) != _TOP or found["text"] != "withdrawal_function":
        raise ValueError(f"{FILE.name}: it needs exactly {', '.join(sorted(_TOP))}")
    for variant in found["variants"]:
        if set(variant) != _VARIANT or not variant["cite"] or not (variant["base"] or variant["markets"]):
            raise ValueError(f"{FILE.name}: {variant.get('variant')} needs exactly {', '.join(sorted(_VARIANT))}")
        date.fromisoformat(variant["from"])
        for language, words in variant["words"].items():
            if set(words) != _WORDS or words["confidence"] not in CONFIDENCE or not all(str(word).strip() for word in words.values()):
                raise ValueError(f"{FILE.name}: {variant['variant']}, {language} needs exactly {', '.join(sorted(_WORDS))}")
    default = [variant for variant in found["variants"] if variant["variant"] == found["default"]]
    if not default or any("en" not in variant["words"] for variant in default):
        raise ValueError(f"{FILE.name}: the default variant needs English words")
    return found


@cache
def _document() -> dict[str, Any]:
    return _check(yaml.load(FILE.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def languages() -> tuple[str, ...]:
    """Every language that some variant has words in."""
    return tuple(sorted({language for variant in _document()["variants"] for language in variant["words"]}))


def _meant_for(variant: dict[str, Any], code: str, base: str | None) -> bool:
    return code.split("-")[0] in variant["markets"] or (base is not None and variant["base"] == base)


def words_for(code: str, language: str, *, on: date) -> Words:
    """The words of the market that day; a market, a language or a day without words of its own takes the default's, then English."""
    try:
        base = market(code).get("inherits")
    except Refusal:  # no law is known for the place: the words are still understood there
        base = None
    document = _document()
    valid = [one for one in document["variants"] if date.fromisoformat(one["from"]) <= on] or document["variants"]
    own = [one for one in valid if _meant_for(one, code, base)]
    usual = [one for one in valid if one["variant"] == document["default"]] or [
        one for one in document["variants"] if one["variant"] == document["default"]
    ]
    short = language.replace("_", "-").split("-")[0].lower()
    for wanted in (short, "en"):
        for variants in (own, usual):
            for variant in sorted(variants, key=lambda one: one["from"], reverse=True):
                if wanted in variant["words"]:
                    found = variant["words"][wanted]
                    return Words(variant["variant"], wanted, cite=variant["cite"], **found)
    raise ValueError(f"{FILE.name} has no English words")  # _check saw to it that it has
