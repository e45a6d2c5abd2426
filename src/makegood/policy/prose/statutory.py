"""The texts that the law prescribes, by market, language and day: instructions on withdrawal, the model form, the guarantee, shown terms."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import makegood.law as law
from makegood.law.load import CONFIDENCE
from makegood.law.load import market as law_of
from makegood.policy.prose.sentence import Statutory

FOLDER = Path(law.__file__).parent / "texts"
FILES = ("withdrawal_instructions.yaml", "guarantee_and_terms.yaml")
_VARIANT = {"id", "base", "markets", "from", "cite", "official", "discloses", "words"}
_PARAGRAPH = {"heading", "text", "when", "from"}


def _check(name: str, found: Any) -> dict[str, Any]:
    """The document as it must be; raises ValueError that names what is not."""
    if not isinstance(found, dict) or found.get("texts") != "statutory" or set(found) != {"texts", "variants", "blanks"}:
        raise ValueError(f"{name}: it needs texts, variants and blanks")
    for variant in found["variants"]:
        if set(variant) != _VARIANT or not variant["cite"] or not (variant["base"] or variant["markets"]):
            raise ValueError(f"{name}: {variant.get('id')} needs exactly {', '.join(sorted(_VARIANT))}")
        date.fromisoformat(variant["from"])
        for language, words in variant["words"].items():
            fits = set(words) == {"title", "confidence", "paragraphs"} and words["confidence"] in CONFIDENCE
            if not fits or any(not one.get("text") or set(one) - _PARAGRAPH for one in words["paragraphs"]):
                raise ValueError(f"{name}: {variant['id']}, {language} needs a title, a confidence and paragraphs")
    return found


@cache
def _documents() -> tuple[dict[str, Any], ...]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return tuple(_check(name, yaml.load((FOLDER / name).read_bytes(), Loader=loader)) for name in FILES)


def statutory_of(market: str, language: str, *, on: date, payer: str, shop: Mapping[str, str]) -> tuple[Statutory, ...]:
    """Every text in force there on the day. `payer` of the way back: customer or shop. `shop`: name, address, email, function; what is
    missing stays a blank that says what belongs there. A text without words in the language stays in the one it has: it is law."""
    base = law_of(market).get("inherits")
    found: dict[str, Statutory] = {}
    for document in _documents():
        for variant in sorted(document["variants"], key=lambda one: one["from"]):
            meant = market in variant["markets"] or (base is not None and variant["base"] == base)
            if not meant or date.fromisoformat(variant["from"]) > on:
                continue
            spoken = language if language in variant["words"] else "en"
            words = variant["words"][spoken]
            blanks = document["blanks"][spoken] | {key: value for key, value in shop.items() if value}
            paragraphs = tuple(
                (one.get("heading", ""), one["text"].format(**blanks))
                for one in words["paragraphs"]
                if one.get("when", payer) == payer and date.fromisoformat(one.get("from", "0001-01-01")) <= on
            )
            found[variant["id"]] = Statutory(
                variant["id"], words["title"], paragraphs, variant["cite"], variant["official"], words["confidence"], spoken,
                tuple(variant["discloses"]),
            )  # fmt: skip
    return tuple(found.values())
