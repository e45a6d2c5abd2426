"""The statutory words: which market and language says what, and that a file which is not as it must be is not read."""

import copy
from datetime import date
from typing import Any

import pytest

from makegood.law import words
from makegood.law.load import codes, market
from makegood.law.words import words_for

ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("code", "language", "open_", "confirm", "noun"),
    [
        ("DE", "de", "Vertrag widerrufen", "Widerruf bestätigen", "Widerruf"),
        ("AT", "de-AT", "Vertrag widerrufen", "Widerruf bestätigen", "Widerruf"),
        ("DE", "en", "withdraw from contract here", "confirm withdrawal", "withdrawal"),
        ("FR", "fr", "renoncer au contrat ici", "confirmer la rétractation", "rétractation"),
        ("GB", "en-GB", "cancel contract here", "confirm cancellation", "cancellation"),
        ("GB", "de", "Vertrag widerrufen", "Widerruf bestätigen", "Widerruf"),
        ("PL", "pl", "withdraw from contract here", "confirm withdrawal", "withdrawal"),
        ("US-TX", "en", "withdraw from contract here", "confirm withdrawal", "withdrawal"),
        ("AR", "es", "Botón de arrepentimiento", "confirmar arrepentimiento", "arrepentimiento"),
        ("nowhere", "", "withdraw from contract here", "confirm withdrawal", "withdrawal"),
    ],
)
def test_each_market_and_language_has_its_words(code: str, language: str, open_: str, confirm: str, noun: str) -> None:
    found = words_for(code, language, on=ON)
    assert (found.open, found.confirm, found.noun) == (open_, confirm, noun)


def test_every_market_has_words_in_every_language_and_on_every_day() -> None:
    for code in codes():
        for language in (*words.languages(), "zh"):
            for day in (date(2000, 1, 1), ON):
                found = words_for(code, language, on=day)
                assert found.open and found.confirm and found.statement and found.cite


def test_the_words_are_those_that_the_markets_law_names() -> None:
    function = market("DE")["withdrawal_function"]
    for language in ("en", "fr", "it"):
        assert words_for("DE", language, on=ON).open == function["label_step1"][language]
    assert str(min(one["from"] for one in words._document()["variants"] if one["variant"] == "EU")) == function["effective_from"]
    assert {language: words_for("DE", language, on=ON).confidence for language in ("en", "de", "fr", "it")} == {
        "en": "high", "de": "high", "fr": "high", "it": "low",
    }  # fmt: skip


def _without(path: list[Any]) -> dict[str, Any]:
    found = copy.deepcopy(words._document())
    at: Any = found
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return found


@pytest.mark.parametrize(
    "path",
    [["default"], ["variants", 0, "cite"], ["variants", 0, "words", "de", "confirm"], ["variants", 0, "words", "en"]],
    ids=["no default", "no citation", "a button without its words", "no English"],
)
def test_a_file_that_lacks_something_is_refused(path: list[Any]) -> None:
    with pytest.raises(ValueError, match="withdrawal_function.yaml"):
        words._check(_without(path))


def test_a_word_that_nobody_knows_is_refused() -> None:
    found = copy.deepcopy(words._document())
    found["variants"][0]["words"]["de"]["colour"] = "green"
    with pytest.raises(ValueError, match="EU, de"):
        words._check(found)
