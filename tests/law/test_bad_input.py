"""Whatever is asked, the answer is an answer or a clear refusal, in bounded time."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.kernel.refusal import Refusal
from makegood.law.calendar import add_business_days, roll
from makegood.law.entitle import entitle
from makegood.law.load import codes
from makegood.law.scenario import CASE_KINDS, EVENTS
from makegood.law.show import prose, show

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.sampled_from(["DE", "2026-11-16", "5.00", "EUR"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
MARKETS = [code for code in codes() if code != "EU"]
DAY = st.sampled_from(["0001-01-01", "9999-12-31", "2028-02-29", "1582-10-10", "2026-11-16", "9999-12-24", "0001-12-31"])


def answered(scenario: Any) -> dict[str, Any]:
    try:
        found = entitle(scenario)
    except Refusal as refusal:
        assert refusal.code in ("bad_input", "unknown_market") and refusal.message and refusal.remedy
        return {}
    json.dumps(found)
    return found


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_anything_at_all_is_answered_or_refused(anything: Any) -> None:
    answered(anything)


@given(
    st.fixed_dictionaries(
        {"market": JSON, "on": JSON, "case": JSON | st.fixed_dictionaries({"kind": JSON}), "order": JSON, "item": JSON, "events": JSON}
    )
)
@settings(max_examples=300, deadline=None)
def test_anything_in_a_known_place_is_answered_or_refused(scenario: dict[str, Any]) -> None:
    answered(scenario)


ORDER = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("placed_on", "delivered_on", "promised_on", "total", "currency", "outbound_shipping", "standard_shipping", "disclosures", "disclosed_late_on", "contract_document_on", "consents"), JSON),
)  # fmt: skip


@given(ORDER, st.sampled_from(MARKETS))
@settings(max_examples=200, deadline=None)
def test_one_field_that_is_wrong_is_refused_by_name(order: dict[str, Any], market: str) -> None:
    answered({"market": market, "on": "2026-11-16", "case": {"kind": "change_of_mind"}, "order": order, "item": {}})


@given(
    st.sampled_from(MARKETS), st.sampled_from(sorted(CASE_KINDS)), DAY, DAY | st.none(), DAY | st.none(), DAY | st.none(), DAY | st.none(),
    st.lists(st.fixed_dictionaries({"kind": st.sampled_from(sorted(EVENTS)), "on": DAY, "until": DAY | st.none()}), max_size=4),
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_absurd_days_are_answered(
    market: str, kind: str, on: str, placed: str | None, delivered: str | None, promised: str | None, late: str | None, events: Any
) -> None:
    """Year 1, year 9999, the days that were skipped in 1582: what lies beyond the last day that a date can hold stops there."""
    order = {
        "placed_on": placed,
        "delivered_on": delivered,
        "promised_on": promised,
        "disclosed_late_on": late,
        "contract_document_on": late,
    }
    found = answered({"market": market, "on": on, "case": {"kind": kind}, "order": order, "item": {}, "events": events})
    assert set(found) >= {"withdrawal", "conformity", "delay", "delivery"}


@pytest.mark.parametrize("code", MARKETS)
def test_the_end_of_time_is_a_day_like_any_other(code: str) -> None:
    assert roll(date.max, code) <= date.max and add_business_days(date.max, 3, code) == date.max


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"order": {"placed_on": "2026-11-10", "delivered_on": "2026-11-02"}},
            "delivered_on (2026-11-02) is before placed_on (2026-11-10)",
        ),
        ({"order": {"placed_on": "2026-11-10", "promised_on": "2026-11-09"}}, "promised_on (2026-11-09) is before placed_on (2026-11-10)"),
        ({"order": {"placed_on": "2026-11-20"}}, "the day of the question (2026-11-16) is before placed_on (2026-11-20)"),
        (
            {"order": {"placed_on": "2026-11-10"}, "events": [{"kind": "repaired", "on": "2026-11-01"}]},
            "repaired (2026-11-01) is before placed_on (2026-11-10)",
        ),
        (
            {"order": {"placed_on": "2026-11-01"}, "events": [{"kind": "extra_time_set", "on": "2026-11-10", "until": "2026-11-05"}]},
            "extra_time_set ends (2026-11-05) before it begins (2026-11-10)",
        ),
    ],
)
def test_days_that_cant_all_be_right_are_named_and_refuse_nothing_by_themselves(change: dict[str, Any], said: str) -> None:
    """The answer stands, but a refusal that rests on it goes to a person: its confidence is no longer high."""
    found = answered({"market": "DE", "on": "2026-11-16", "case": {"kind": "change_of_mind"}, "item": {}, **change})
    assert found["contradictory"] == [said] and found["confidence"] == "medium"


def test_days_in_order_are_not_contradictory() -> None:
    order = {"placed_on": "2026-11-02", "delivered_on": "2026-11-02", "promised_on": "2026-11-02"}
    assert "contradictory" not in answered(
        {"market": "DE", "on": "2026-11-02", "case": {"kind": "change_of_mind"}, "order": order, "item": {}}
    )


@pytest.mark.parametrize("on", [date.min, date(2013, 1, 1), date(2026, 11, 26), date.max])
@pytest.mark.parametrize("code", MARKETS)
def test_every_market_can_be_shown_on_every_day(code: str, on: date) -> None:
    found = show(code, on)
    json.dumps(found)
    assert max(map(len, prose(found).splitlines())) <= 130
