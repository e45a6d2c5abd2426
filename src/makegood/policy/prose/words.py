"""The languages of the prose: one file each, with exactly the keys of the English one. What is not translated is refused, never mixed."""

import string
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from makegood.kernel.refusal import Refusal
from makegood.policy.facts import FACTS

FOLDER = Path(__file__).parent / "languages"
# What a language may have of its own: how its words run together, and facts whose names need a second case.
_OWN = ("language", "translated", "contractions")


@cache
def _file(code: str) -> dict[str, Any]:
    found = yaml.load((FOLDER / f"{code}.yaml").read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(found, dict) or found.get("language") != code:
        raise ValueError(f"{code}.yaml is no language: it begins with `language: {code}`")
    return found


def _leaves(of: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(of, Mapping):
        for key, value in of.items():
            if path or key not in _OWN:
                yield from _leaves(value, f"{path}.{key}".lstrip("."))
    else:
        yield path, of


def _asked(of: Any) -> set[str]:
    """The names in braces of a text, or of the forms of one."""
    texts = of if isinstance(of, list) else [of]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(str(text)) if name}


@cache
def languages() -> tuple[str, ...]:
    """Every language with a file, those that are only prepared included."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def still_to_translate(code: str) -> tuple[str, ...]:
    """The keys of the English file that a language lacks, or that ask for other values than it does."""
    own = dict(_leaves(_file(code)))
    english = dict(_leaves(_file("en")))
    unknown = sorted(set(own) - set(english))
    if unknown:
        raise ValueError(f"{code}.yaml: en.yaml has no {unknown[0]}")
    return tuple(key for key, text in english.items() if key not in own or _asked(own[key]) != _asked(text))


@cache
def complete() -> tuple[str, ...]:
    """The languages that customers can be shown."""
    return tuple(code for code in languages() if not still_to_translate(code))


@cache
def words_of(language: str) -> dict[str, Any]:
    """All words of a language (`de-AT` takes those of `de`). Refuses `unknown_language` and `not_translated`."""
    code = language.replace("_", "-").split("-")[0].lower()
    if code not in languages():
        raise Refusal(
            "unknown_language",
            f"There are no words in {language!r} yet.",
            f"Take one of {', '.join(complete())}, or add a file beside theirs.",
            status=404,
            field="language",
        )
    missing = still_to_translate(code)
    if missing:
        raise Refusal(
            "not_translated",
            f"Not translated yet: {len(missing)} sentences are missing in {code}.",
            f"Take one of {', '.join(complete())}, or translate {code}.yaml.",
            status=404,
            field="language",
            missing=list(missing),
        )
    return _file(code)


def check_facts() -> list[str]:
    """What the English file lacks of the schema: facts and words without a sentence."""
    facts, lacking = _file("en")["facts"], []
    for name, fact in FACTS.items():
        own = facts.get(name, {})
        if fact.type == "bool":
            lacking += [f"{name}.{part}" for part in ("is", "is_not") if part not in own]
        elif "name" not in own:
            lacking.append(f"{name}.name")
        if fact.type in ("word", "words") and name not in ("case.kinds", "supplier.covers"):
            lacking += [f"{name}.{word}" for word in fact.words if word not in own.get("words", {})]
    return lacking
