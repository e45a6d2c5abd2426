"""What staff read under "Why": rules and articles, how sure the law is, and whether a lawyer has looked at it."""

from types import SimpleNamespace
from typing import Any

from makegood.interfaces.desk.case import _why


def said(**given: Any) -> list[str]:
    record = {"trace": [], "lifted": [], "reasons": ["window_over"], "entitlements": {"change_of_mind": given} if given else {}}
    return _why(SimpleNamespace(record=record))


def test_a_market_that_no_lawyer_has_reviewed_is_called_a_draft() -> None:
    assert said(market_used="DE", confidence="high") == [
        "window_over",
        "The law of DE as we know it: confidence high, a draft that no lawyer has reviewed.",
    ]


def test_days_that_contradict_each_other_are_named() -> None:
    found = said(market_used="NZ", confidence="medium", contradictory=["delivered_on (2026-11-02) is before placed_on (2026-11-10)"])
    assert found[1] == "delivered_on (2026-11-02) is before placed_on (2026-11-10)" and "confidence medium" in found[2]


def test_what_was_erased_says_nothing_of_the_law() -> None:
    assert said() == ["window_over"] and _why(None) == []
